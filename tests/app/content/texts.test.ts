import { asAdmin, asProgram, asPublic, databaseName, editor, publishArticle } from '../../clients/client';
import { expectSuccess } from '../../clients/editing';

const find = async (query: string, path = '/api/articles'): Promise<string[]> =>
  (await expectSuccess(asPublic('GET', `${path}?${encodeURI(query).replaceAll('+', '%2B')}`))).map(
    ({ title }: any) => title,
  );

const searchInAdmin = async (text: string): Promise<string[]> =>
  (await asAdmin('GET', `${editor()}?locale=vi&_q=${encodeURIComponent(text)}`)).body.results.map(
    ({ title }: any) => title,
  );

describe('text that comes through the content API or the admin', () => {
  it('is stored clean, in components too, and found as it was typed', async () => {
    const given = 'Chữ&nbsp;tách rời &amp;\u200b lạ lùng';
    const title = 'Chữ tách rời & lạ lùng';
    const { documentId } = await publishArticle({
      title: given.normalize('NFD'),
      summary: 'A&lt;B\u00a0C',
      body: 'A&lt;B\u00a0C',
      seo: { metaTitle: given.normalize('NFD') },
    });
    const article = await expectSuccess(asPublic('GET', `/api/articles/${documentId}?populate=seo`));
    expect(article).toMatchObject({
      title,
      slug: 'chu-tach-roi-la-lung',
      summary: 'A<B C',
      body: 'A&lt;B C',
      seo: { metaTitle: title },
    });
    const saved = await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, {
      title: given.normalize('NFD'),
      body: '…',
    });
    expect(saved.body.data.title).toBe(title);
    for (const text of ['chữ tách rời'.normalize('NFD'), 'CHỮ TÁCH\u00a0RỜI', 'tách\u200b rời']) {
      expect([text, await searchInAdmin(text)]).toEqual([text, [title]]);
      expect([text, await find(`locale=vi&filters[title][$containsi]=${text}`)]).toEqual([text, [title]]);
    }
  });

  it.each([
    ['$containsi', 'ĐƯỜNG VỀ ỨNG'],
    ['$eqi', 'đường về ứng hoà'],
    ['$startsWithi', 'đường về'],
    ['$endsWithi', 'ỨNG HOÀ'],
  ])('is found whatever its case: %s', async (operator, text) => {
    const title = 'Đường về Ứng Hoà';
    if ((await find(`filters[title][$eq]=${title}&locale=vi`)).length === 0) await publishArticle({ title });
    expect(await find(`filters[title][${operator}]=${text}&locale=vi`)).toEqual([title]);
    expect(await find(`_q=${text.toLowerCase().slice(0, 9)}&filters[title][$eq]=${title}&locale=vi`)).toEqual(
      [title],
    );
  });

  it('is not found by a text with other accents', async () => {
    for (const name of ['Huong Accents', 'Hương Accents', 'Hướng Accents']) {
      await expectSuccess(asProgram('POST', '/api/authors', { data: { name } }));
    }
    const names = (await expectSuccess(
      asPublic('GET', encodeURI('/api/authors?filters[name][$eq]=Hương Accents&fields=name')),
    )) as { name: string }[];
    expect(names.map(({ name }) => name)).toEqual(['Hương Accents']);
    if (databaseName !== 'mysql') return;
    const upper = await expectSuccess(
      asPublic('GET', encodeURI('/api/authors?filters[name][$eq]=HƯƠNG ACCENTS')),
    );
    expect(upper).toHaveLength(1);
  });

  it('may have a million characters at most, in every API', async () => {
    const body = 'ế'.repeat(1_000_000);
    const { documentId } = await publishArticle({ title: 'Dài', body });
    const save = (text: string) =>
      asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Dài', body: text });
    expect((await save(`${body.slice(1)}"`)).status).toBe(200);
    const { status, body: answer } = await save(`${body}x`);
    expect([status, answer.error.message]).toEqual([400, expect.stringMatching(/1000000/)]);
    expect(
      (await asProgram('POST', '/api/articles', { data: { title: 'x', body: `${body}x` } })).status,
    ).toBe(400);
    const anonymous = await asPublic('POST', '/api/articles', { data: { body } });
    expect([anonymous.status, anonymous.body.error.message]).toEqual([
      413,
      'The body is too large: at most 1048576 bytes without authorization',
    ]);
  });
});

describe('the articles of an author', () => {
  it('are populated in the requested language, and counted as documents', async () => {
    const author = (
      await expectSuccess(asProgram('POST', '/api/authors', { data: { name: 'Hai Thứ Tiếng' } }))
    ).documentId;
    for (const title of ['Một', 'Hai']) {
      const { documentId } = await publishArticle({ title: `${title} tiếng Việt`, author });
      const data = { title: `${title} English`, body: '…' };
      await expectSuccess(asProgram('PUT', `/api/articles/${documentId}?locale=en`, { data }));
    }
    const titles = async (query: string): Promise<string[]> => {
      const found = await expectSuccess(
        asPublic('GET', `/api/authors/${author}?populate[articles][fields]=title${query}`),
      );
      return found.articles.map(({ title }: any) => title).sort();
    };
    expect(await titles('&locale=en')).toEqual(['Hai English', 'Một English']);
    expect(await titles('&locale=vi')).toEqual(['Hai tiếng Việt', 'Một tiếng Việt']);
    expect(await titles('&locale=*')).toHaveLength(4);
    const { body } = await asAdmin(
      'GET',
      `${editor('api::author.author')}?_q=${encodeURIComponent('hai thứ tiếng')}`,
    );
    expect(body.results.map(({ articles }: any) => articles)).toEqual([{ count: 2 }]);
    // Of drafts the content API tells no number.
    await expectSuccess(
      asProgram('POST', '/api/articles?status=draft', { data: { title: 'Nháp', body: '…', author } }),
    );
    const counted = await asPublic('GET', `/api/authors/${author}?populate[articles][count]=true`);
    // Two published articles in two languages, as rows.
    expect(counted.body.data.articles).toEqual({ count: 4 });
  });
});
