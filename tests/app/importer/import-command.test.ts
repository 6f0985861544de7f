import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  asPublic,
  asProgram,
  connectToShared,
  databaseName,
  readArticle,
  sharedDatabase,
  sharedEnvironment,
  view,
  waitUntilAllIsFolded,
} from '../../clients/client';
import { root, scratch } from '../../servers/databases';
import { entriesOf } from '../../clients/editing';
import { bootStrapi, type StrapiProcess } from '../../servers/strapi-process';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run import` beside the shared server, and waits until the imported views are in `viewCount`. */
const runCommand = async (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> => {
  const ended = await new Promise<Ended>((resolve) => {
    execFile(
      process.execPath,
      ['scripts/import.mjs', ...args],
      { cwd: root, env: { ...sharedEnvironment(), ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout: stdout.trim(), stderr: stderr.trim() }),
    );
  });
  await waitUntilAllIsFolded();
  return ended;
};

let inside: StrapiProcess;

/** The same in a process that has started already: most of the command's time is Strapi's start. */
const runImport = async (...args: string[]): Promise<Ended> => {
  const ended = await inside.run(
    async (strapi, project, given) => {
      const require = process.getBuiltinModule('node:module').createRequire(`${project}/package.json`);
      const { main } = require(`${project}/dist/src/importer/cli.js`);
      const said: { log: string[]; error: string[] } = { log: [], error: [] };
      const { log, error } = console;
      Object.assign(console, {
        log: (text: string) => said.log.push(text),
        error: (text: string) => said.error.push(text),
      });
      try {
        const places = { root: project, from: project };
        const code: number = await main(given, places, (command: (one: unknown) => unknown) =>
          command(strapi),
        );
        return { code, stdout: said.log.join('\n').trim(), stderr: said.error.join('\n').trim() };
      } finally {
        Object.assign(console, { log, error });
      }
    },
    root,
    args,
  );
  await waitUntilAllIsFolded();
  return ended;
};

const folder = path.join(scratch, `import-${databaseName}`);

/** Writes files into a folder of this test's own; returns the folder as the user would name it. */
const files = (name: string, contents: Record<string, string | Buffer>): string => {
  const home = path.join(folder, name);
  fs.mkdirSync(home, { recursive: true });
  for (const [file, content] of Object.entries(contents)) fs.writeFileSync(path.join(home, file), content);
  return path.relative(root, home);
};

const legacy = ({
  title = 'Tiêu đề',
  body = 'Đoạn một.\n\nĐoạn hai.',
  date = '07/10/2016 11:35',
  author = 'Nguyễn Thử',
  views = '12',
} = {}) => `${title}\n\n${body}\n\n\n  • ${date}\n  • ${author}\n  • ${views}`;

const findBySlug = async (slug: string, type = 'articles', query = ''): Promise<any[]> =>
  (await asPublic('GET', `/api/${type}?filters[slug][$eq]=${slug}&${query}`)).body.data;

beforeAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  inside = await bootStrapi(sharedDatabase, { options: { 'newsroom.isImport': true } });
});
afterAll(async () => {
  await inside?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('an article of the legacy site', () => {
  const seeds = path.join(root, '..', 'shared', 'seeds');
  const slug = 'hoi-nghi-nganh-cong-thuong-28-tinh-thanh-pho-khu-vuc-phia-bac-nam-2016';
  // The real article is not ours to publish: it lies beside the project, where the team works.
  const withSeeds = fs.existsSync(seeds) ? it : it.skip;

  withSeeds('comes in whole, with its date, author and views', async () => {
    const ended = await runCommand([path.relative(root, seeds)]);
    expect(ended).toEqual({ code: 0, stdout: '1 created, 0 updated, 0 unchanged, 0 failed', stderr: '' });
    const [article] = await findBySlug(slug, 'articles', 'populate=author');
    expect(article).toMatchObject({
      title: 'Hội nghị ngành Công Thương 28 tỉnh, thành phố khu vực phía Bắc năm 2016',
      firstPublishedAt: '2016-10-07T04:35:00.000Z',
      viewCount: 8297,
      author: { name: 'Nguyễn Hương', slug: 'nguyen-huong' },
    });
    const file = fs.readdirSync(seeds).find((name) => name.endsWith('.txt'));
    const paragraphs = fs
      .readFileSync(path.join(seeds, file as string), 'utf8')
      .split('\n\n')
      .slice(1, -1)
      // Spaces of any kind are spaces.
      .map((one) => one.replace(/\p{Zs}/gu, ' ').trim());
    expect(article.body.split('\n\n')).toEqual(paragraphs.filter((one) => one !== ''));
  });

  withSeeds('changes nothing when it comes again, also after new views', async () => {
    const [before] = await findBySlug(slug);
    expect((await view(before.documentId)).status).toBe(204);
    expect((await readArticle(before.documentId)).viewCount).toBe(8298);
    const ended = await runImport(path.relative(root, seeds));
    expect(ended).toEqual({ code: 0, stdout: '0 created, 0 updated, 1 unchanged, 0 failed', stderr: '' });
    expect(await readArticle(before.documentId)).toEqual({ ...before, viewCount: 8298 });
  });
});

describe('a file that changed', () => {
  it('updates its document and keeps the views counted since', async () => {
    const home = files('changed', { 'one.txt': legacy({ title: 'Bài sẽ sửa', views: '100' }) });
    await runImport(home);
    const [first] = await findBySlug('bai-se-sua');
    await view(first.documentId);
    files('changed', { 'one.txt': legacy({ title: 'Bài đã sửa', views: '150', date: '08/10/2016 00:00' }) });
    expect((await runImport(home)).stdout).toBe('0 created, 1 updated, 0 unchanged, 0 failed');
    expect(await readArticle(first.documentId)).toMatchObject({
      title: 'Bài đã sửa',
      slug: 'bai-se-sua',
      viewCount: 151,
      firstPublishedAt: '2016-10-07T17:00:00.000Z',
    });
    const imported = { action: 'imported', actor: { kind: 'import', id: null, name: null } };
    expect(await entriesOf(first.documentId)).toMatchObject([
      { ...imported, title: 'Bài sẽ sửa', after: { firstPublishedAt: '2016-10-07T04:35:00.000Z' } },
      { ...imported, title: 'Bài đã sửa', after: { firstPublishedAt: '2016-10-07T17:00:00.000Z' } },
    ]);
  });

  it('is recognised in another folder, and read again with another time zone', async () => {
    const home = files('moved', { 'two.txt': legacy({ title: 'Bài dời chỗ' }) });
    await runImport(home);
    fs.renameSync(path.join(root, home, 'two.txt'), path.join(root, home, 'renamed.txt'));
    // Under its old name stands another article now.
    files('moved', { 'two.txt': legacy({ title: 'Bài khác hẳn' }) });
    fs.rmSync(path.join(root, home, 'two.txt'));
    expect((await runImport(home)).stdout).toBe('0 created, 0 updated, 1 unchanged, 0 failed');
    files('moved', { 'two.txt': legacy({ title: 'Bài khác hẳn' }) });
    expect((await runImport(home)).stdout).toBe('1 created, 0 updated, 1 unchanged, 0 failed');
    const paris = await runImport(`${home}/renamed.txt`, '--time-zone', 'Europe/Paris');
    expect(paris.stdout).toBe('0 created, 1 updated, 0 unchanged, 0 failed');
    const articles = await findBySlug('bai-doi-cho');
    expect(articles.map(({ firstPublishedAt }) => firstPublishedAt)).toEqual(['2016-10-07T09:35:00.000Z']);
    expect(await findBySlug('bai-khac-han')).toHaveLength(1);
  });

  it('becomes a second document where it is a copy of the first file', async () => {
    const home = files('copied', {
      'a.txt': legacy({ title: 'Bản chép' }),
      'b.txt': legacy({ title: 'Bản chép' }),
    });
    expect((await runImport(home)).stdout).toBe('2 created, 0 updated, 0 unchanged, 0 failed');
    files('copied', { 'b.txt': legacy({ title: 'Bản chép đã sửa' }) });
    expect((await runImport(home)).stdout).toBe('0 created, 1 updated, 1 unchanged, 0 failed');
    const titles = [...(await findBySlug('ban-chep')), ...(await findBySlug('ban-chep-2'))].map(
      ({ title }) => title,
    );
    expect(titles).toEqual(['Bản chép', 'Bản chép đã sửa']);
  });

  it('gives the same moment whatever the time zone of the shell', async () => {
    const home = files('shell', { 'one.txt': legacy({ title: 'Múi giờ của máy' }) });
    const ended = await runCommand([home], { TZ: 'America/New_York' });
    expect(ended.code).toBe(0);
    const [article] = await findBySlug('mui-gio-cua-may');
    expect(article.firstPublishedAt).toBe('2016-10-07T04:35:00.000Z');
  });

  it('comes back after its document was deleted', async () => {
    const home = files('deleted', { 'three.txt': legacy({ title: 'Bài bị xoá' }) });
    await runImport(home);
    const [article] = await findBySlug('bai-bi-xoa');
    await asProgram('DELETE', `/api/articles/${article.documentId}`);
    expect((await runImport(home)).stdout).toBe('1 created, 0 updated, 0 unchanged, 0 failed');
    const [again] = await findBySlug('bai-bi-xoa');
    expect(again).toMatchObject({ viewCount: 12, firstPublishedAt: '2016-10-07T04:35:00.000Z' });
  });
});

describe('broken files', () => {
  it('are reported with a line each and import nothing, while the other files are imported', async () => {
    const home = files('broken', {
      'a-good.txt': legacy({ title: 'Bài lành lặn', author: 'Người Lành' }),
      'b-no-date.txt': 'Tiêu đề\n\nNội dung.\n\n  • Nguyễn Thử\n  • 12',
      'c-impossible.txt': legacy({ title: 'Hỏng', author: 'Người Hỏng', date: '31/02/2016 11:35' }),
      'd-negative.txt': legacy({ title: 'Hỏng', author: 'Người Hỏng', views: '-5' }),
      'e-binary.txt': Buffer.from([80, 75, 3, 4, 0, 0, 0, 1]),
      'f-large.txt': Buffer.alloc(50 * 1024 * 1024, 'a'),
      'g-latin1.txt': Buffer.concat([Buffer.from('Tiêu đề\n\nDòng ba: '), Buffer.from([0xe9, 0x0a])]),
      'h-future.txt': legacy({ title: 'Hỏng', author: 'Người Hỏng', date: '01/01/2999 00:00' }),
      'i-empty.txt': '',
      'j-unknown-author.md': '---\ntype: article\ntitle: Hỏng\nauthor: khong-co\n---\nNội dung.',
      'k-too-long.md': `---\ntype: article\ntitle: Hỏng\nsummary: ${'x'.repeat(501)}\n---\nNội dung.`,
      'l-event.md':
        '---\ntype: event\ntitle: Hỏng\nstartsAt: 2016-09-06 08:00\nendsAt: 2016-09-05 08:00\n---\n',
      'm-other.pdf': 'not ours',
    });
    const ended = await runImport(home);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe(
      '1 created, 0 updated, 0 unchanged, 11 failed; 1 other files in the folders were ignored',
    );
    const at = (line: string) => `${home}/${line}`;
    expect(ended.stderr.split('\n').sort()).toEqual([
      at(
        'b-no-date.txt:6: the file does not end in three bullets; expected "• dd/MM/yyyy HH:mm", "• author", "• view count"',
      ),
      at(
        'c-impossible.txt:8: "31/02/2016 11:35" is not a time; expected dd/MM/yyyy HH:mm, such as 07/10/2016 11:35',
      ),
      at('d-negative.txt:10: "-5" is not a view count; expected a whole number from 0 to 2147483647'),
      at('e-binary.txt:1: the file is binary; expected a text in UTF-8'),
      at('f-large.txt:1: the file has 52428800 bytes; expected at most 5242880'),
      at('g-latin1.txt:3: the file is not UTF-8 here; expected UTF-8'),
      at(
        'h-future.txt:8: the publication time 2998-12-31T17:00:00.000Z is in the future; expected a past one',
      ),
      at('i-empty.txt:1: the file is empty; expected a title, paragraphs and three bullets'),
      at(
        'j-unknown-author.md:4: there is no author "khong-co"; expected the slug of one in the database or in this import',
      ),
      at('k-too-long.md:4: summary must be at most 500 characters'),
      at('l-event.md:5: endsAt must not be before startsAt'),
    ]);
    expect(await findBySlug('bai-lanh-lan')).toHaveLength(1);
    expect(await findBySlug('hong')).toEqual([]);
    expect(await findBySlug('hong', 'events')).toEqual([]);
    const authors = await asPublic('GET', '/api/authors?filters[name][$startsWith]=Người&fields=name');
    expect(authors.body.data.map(({ name }: any) => name)).toEqual(['Người Lành']);
  });

  it('that do not exist, and wrong arguments, give an exit code', async () => {
    const missing = await runCommand(['nowhere']);
    expect([missing.code, missing.stderr]).toEqual([1, 'nowhere:1: there is no such file or folder']);
    const locale = await runImport('nowhere', '--locale', 'fr');
    expect([locale.code, locale.stderr.split('\n')[0]]).toEqual([
      2,
      '--locale must be one of en, vi, got "fr"',
    ]);
    const option = await runCommand(['--nonsense']);
    expect([option.code, option.stderr.split('\n').slice(-1)[0]]).toEqual([
      2,
      'Exit code: 0 all files were imported, 1 some were not, 2 the command line was wrong.',
    ]);
  });
});

describe('Markdown', () => {
  const contents = {
    'article.en.md':
      '---\ntype: article\nlocale: en\ntitle: In both languages\ntranslationOf: bang-hai-thu-tieng\nauthor: tac-gia-moi\nevent: fair-of-the-test\nfirstPublishedAt: 2017-02-01T10:00:00+01:00\nviews: 7\n---\nText.\n',
    'article.vi.md':
      '---\ntype: article\ntitle: Bằng hai thứ tiếng\nauthor: tac-gia-moi\nevent: hoi-cho-kiem-thu\nfirstPublishedAt: 2017-01-31 16:00\nviews: 70\nseo:\n  metaTitle: Tiêu đề tìm kiếm\n---\n## Mục\n\n- một\n- hai\n',
    'author.md': '---\ntype: author\nname: Tác Giả Mới\njobTitle: Phóng viên\n---\nTiểu sử.\n',
    'event.en.md':
      '---\ntype: event\nlocale: en\ntitle: Fair of the test\ntranslationOf: hoi-cho-kiem-thu\n---\n',
    'event.vi.md':
      '---\ntype: event\ntitle: Hội chợ kiểm thử\nstartsAt: 2017-01-30 08:00\ntimeZone: Asia/Tokyo\nplace:\n  locality: Ninh Bình\n---\nMô tả.\n',
  };

  it('is checked completely by a dry run, which stores nothing', async () => {
    const ended = await runImport(files('markdown', contents), '--dry-run');
    expect(ended).toEqual({
      code: 0,
      stdout: 'Dry run, nothing was kept: 5 created, 0 updated, 0 unchanged, 0 failed',
      stderr: '',
    });
    expect(await findBySlug('bang-hai-thu-tieng')).toEqual([]);
    expect(await findBySlug('tac-gia-moi', 'authors')).toEqual([]);
  });

  it('imports all three types in any order of the files, and both languages as one document', async () => {
    const home = files('markdown', contents);
    expect(await runImport(home)).toMatchObject({ code: 0, stderr: '' });
    const populate = 'populate[author]=true&populate[event]=true&populate[seo]=true';
    const [vi] = await findBySlug('bang-hai-thu-tieng', 'articles', populate);
    expect(vi).toMatchObject({
      body: '## Mục\n\n- một\n- hai',
      author: { name: 'Tác Giả Mới', bio: 'Tiểu sử.' },
      event: { slug: 'hoi-cho-kiem-thu', startsAt: '2017-01-29T23:00:00.000Z' },
      seo: { metaTitle: 'Tiêu đề tìm kiếm' },
      firstPublishedAt: '2017-01-31T09:00:00.000Z',
      viewCount: 70,
    });
    const [en] = await findBySlug('in-both-languages', 'articles', `locale=en&${populate}`);
    expect(en).toMatchObject({
      documentId: vi.documentId,
      firstPublishedAt: '2017-02-01T09:00:00.000Z',
      viewCount: 7,
      event: { slug: 'fair-of-the-test' },
    });
    expect((await runImport(home)).stdout).toBe('0 created, 0 updated, 5 unchanged, 0 failed');
  });
});

describe('a path that is no regular file', () => {
  it('is refused at once: pipes, devices and endless files', async () => {
    const home = files('strange', { 'good.txt': legacy({ title: 'Bên cạnh đường ống' }) });
    const at = (name: string): string => path.join(root, home, name);
    execFileSync('mkfifo', [at('pipe.md')]);
    fs.symlinkSync('/dev/zero', at('endless.txt'));
    const ended = await runImport(home);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^1 created, 0 updated, 0 unchanged, 2 failed/);
    expect(ended.stderr).toMatch(/pipe\.md:1: this is a pipe, device or socket; expected a file/);
    expect(ended.stderr).toMatch(/endless\.txt:1: this is a pipe, device or socket/);
  });

  it('cannot send control characters to the terminal by its name or text', async () => {
    const home = files('escapes', { 'x\u001b[2J.md': '---\ntitle: "a"\n"\\u001b]0;x\\u0007": 1\n---\nx' });
    const { code, stderr } = await runImport(home);
    expect(code).toBe(1);
    // eslint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\u001b\u009b\u0007]/);
    expect(stderr).toContain('x\\u001b[2J.md:');
  });
});

describe('an import that receives SIGTERM or SIGINT', () => {
  it('finishes the current file, then stops and says so', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 1500 }, (_, i) => [`${i}.txt`, legacy({ title: `Bài dừng ${i}`, views: '0' })]),
    );
    const home = files('stopped', contents);
    const options = { cwd: root, env: sharedEnvironment() };
    const child = execFile(process.execPath, ['scripts/import.mjs', home], options);
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    // Past the server, which may have to wait for the import.
    const db = connectToShared();
    while (!(await db('articles').first('id').where({ slug: 'bai-dung-0' }))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await db.destroy();
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(stderr).toContain('Stopped: the remaining files were not tried');
    const question = encodeURI('/api/articles?filters[title][$startsWith]=Bài dừng');
    const { total } = (await asPublic('GET', question)).body.meta.pagination;
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(1500);
  });
});
