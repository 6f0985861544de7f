import { asAdmin, asProgram, editor, publishArticle } from '../../clients/client';

const generate = (data: Record<string, unknown>, locale = 'vi') =>
  asAdmin('POST', `/content-manager/uid/generate?locale=${locale}`, {
    contentTypeUID: 'api::article.article',
    field: 'slug',
    data,
  });

const createDraft = (data: Record<string, unknown>, locale = 'vi') =>
  asProgram('POST', `/api/articles?status=draft&locale=${locale}`, { data: { body: '…', ...data } });

describe('a slug', () => {
  it('is made by one rule in the admin and over REST', async () => {
    expect((await generate({ title: 'Đường sắt đô thị' })).body.data).toBe('duong-sat-do-thi');
    expect((await publishArticle({ title: 'Đường sắt đô thị' })).slug).toBe('duong-sat-do-thi');
  });

  it('is not numbered when its own document asks for it again', async () => {
    const { documentId } = await publishArticle({ title: 'Tạo lại đường dẫn' });
    expect((await generate({ documentId, title: 'Tạo lại đường dẫn' })).body.data).toBe('tao-lai-duong-dan');
    expect((await generate({ title: 'Tạo lại đường dẫn' })).body.data).toBe('tao-lai-duong-dan-2');
  });

  it('is transliterated by the language of the document', async () => {
    expect((await createDraft({ title: 'Lúa & gạo 50%' }, 'vi')).body.data.slug).toBe('lua-gao-50');
    expect((await createDraft({ title: 'Rice & paddy 50%' }, 'en')).body.data.slug).toBe(
      'rice-and-paddy-50percent',
    );
  });

  it('falls back to the name of the type where nothing is left of the title', async () => {
    expect((await createDraft({ title: '🎉🎉' })).body.data.slug).toMatch(/^article-[0-9a-f]{8}$/);
  });

  it('is numbered where another document has it, draft or published, but not across languages', async () => {
    expect((await createDraft({ title: 'Trùng nhau' })).body.data.slug).toBe('trung-nhau');
    expect((await publishArticle({ title: 'Trùng nhau' })).slug).toBe('trung-nhau-2');
    expect((await createDraft({ title: 'Trùng nhau' })).body.data.slug).toBe('trung-nhau-3');
    expect((await createDraft({ title: 'Trùng nhau' }, 'en')).body.data.slug).toBe('trung-nhau');
  });

  it('is distinct for fifty simultaneous creates of one title', async () => {
    const created = await Promise.all(
      Array.from({ length: 50 }, () => createDraft({ title: 'Cùng một lúc' })),
    );
    expect(created.map(({ status }) => status)).toEqual(Array(50).fill(201));
    const slugs = created.map(({ body }) => body.data.slug);
    const expected = ['cung-mot-luc', ...Array.from({ length: 49 }, (_, i) => `cung-mot-luc-${i + 2}`)];
    expect([...slugs].sort()).toEqual([...expected].sort());
  });

  it('stays when the title changes, and is made again when it is emptied', async () => {
    const { documentId } = await publishArticle({ title: 'Tên thứ nhất' });
    const renamed = await asProgram('PUT', `/api/articles/${documentId}`, { data: { title: 'Tên thứ hai' } });
    expect(renamed.body.data.slug).toBe('ten-thu-nhat');
    const emptied = await asProgram('PUT', `/api/articles/${documentId}`, { data: { slug: null } });
    expect(emptied.body.data.slug).toBe('ten-thu-hai');
  });

  it('is made for a new language and for a clone', async () => {
    const { documentId } = await publishArticle({ title: 'Bản gốc' });
    const english = await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'The original', body: '…' },
    });
    expect(english.body.data.slug).toBe('the-original');
    const clone = await asAdmin('POST', `${editor()}/clone/${documentId}?locale=vi`, {
      title: 'Bản gốc',
      body: '…',
    });
    expect(clone.body.data.slug).toBe('ban-goc-2');
  });

  it('that is given is used if it is free and valid, and refused by name otherwise', async () => {
    expect((await createDraft({ title: 'x', slug: 'tu-chon' })).body.data.slug).toBe('tu-chon');
    const taken = await createDraft({ title: 'y', slug: 'tu-chon' });
    expect(taken.status).toBe(400);
    expect(taken.body.error.details.errors).toMatchObject([
      { path: ['slug'], message: 'slug "tu-chon" is taken by another article in "vi"' },
    ]);
    const misspelled = await createDraft({ title: 'z', slug: 'Tự Chọn' });
    expect(misspelled.status).toBe(400);
    expect(misspelled.body.error.details.errors[0]).toMatchObject({ path: ['slug'] });
  });

  it('of an author is made of the name', async () => {
    const { body } = await asProgram('POST', '/api/authors', { data: { name: 'Đỗ Thị Ánh' } });
    expect(body.data.slug).toBe('do-thi-anh');
  });

  it('is shown as unavailable in the admin while another document has it', async () => {
    await publishArticle({ title: 'Đã có người dùng' });
    const { body } = await asAdmin('POST', '/content-manager/uid/check-availability?locale=vi', {
      contentTypeUID: 'api::article.article',
      field: 'slug',
      value: 'da-co-nguoi-dung',
    });
    expect(body).toEqual({ isAvailable: false, suggestion: 'da-co-nguoi-dung-2' });
  });
});
