import { freeSlug, maxSlugLength, slugOf, slugPattern, stemOf } from '../../../src/slugs/slug';

describe('slugOf', () => {
  it.each([
    ['Đường sắt đô thị', 'vi', 'duong-sat-do-thi'],
    ['Đường sắt đô thị', 'en', 'duong-sat-do-thi'],
    ['Đường sắt đô thị', 'fr', 'duong-sat-do-thi'],
    ['Đường sắt đô thị'.normalize('NFD'), 'vi', 'duong-sat-do-thi'],
    [
      'Hội nghị ngành Công Thương 28 tỉnh, thành phố khu vực phía Bắc năm 2016',
      'vi',
      'hoi-nghi-nganh-cong-thuong-28-tinh-thanh-pho-khu-vuc-phia-bac-nam-2016',
    ],
    ['Ăn ở, ƯỚC MUỐN; ỷ lại – yêu', 'vi', 'an-o-uoc-muon-y-lai-yeu'],
    ['Cà phê & trà 50%', 'vi', 'ca-phe-tra-50'],
    ['Giá 5 $ > 3 €', 'vi', 'gia-5-3'],
    ['Coffee & tea', 'en', 'coffee-and-tea'],
    ['Năm 2016/2017…và sau', 'vi', 'nam-2016-2017-va-sau'],
    ["L'été à Huế", 'fr', 'l-ete-a-hue'],
    ['  --  hai   khoảng trắng  --  ', 'vi', 'hai-khoang-trang'],
    ['🎉🎉', 'vi', ''],
    ['会议', 'vi', ''],
    ['', 'vi', ''],
  ])('makes of %s (%s) the slug %s', (title, locale, slug) => {
    expect(slugOf(title, locale)).toBe(slug);
  });

  it('cuts a long title at the end of a word', () => {
    const slug = slugOf('mười chữ '.repeat(40), 'vi');
    expect(slug.length).toBeLessThanOrEqual(maxSlugLength);
    expect(slug.endsWith('-muoi') || slug.endsWith('-chu')).toBe(true);
    expect(slugOf('a'.repeat(300), 'vi')).toBe('a'.repeat(maxSlugLength));
  });

  it('always returns a valid slug or nothing', () => {
    // All of the Latin and general punctuation planes, in words of five.
    const characters = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code));
    for (let i = 0; i < characters.length; i += 5) {
      const slug = slugOf(`a${characters.slice(i, i + 5).join('b')}c`, 'vi');
      expect(slug).toMatch(slugPattern);
    }
  });
});

describe('freeSlug', () => {
  const free = (slug: string, ...taken: string[]) => freeSlug(slug, (candidate) => taken.includes(candidate));

  it.each([
    [free('a'), 'a'],
    [free('a', 'a'), 'a-2'],
    [free('a', 'a', 'a-2', 'a-4'), 'a-3'],
    [free('a', 'a-2'), 'a'],
  ])('takes the first that is free', (found, expected) => {
    expect(found).toBe(expected);
  });

  it('stays within 120 characters and begins with the title’s slug', () => {
    const long = `${'tu-'.repeat(30)}${'x'.repeat(30)}`;
    const numbered = free(long, long);
    expect(numbered.length).toBeLessThanOrEqual(maxSlugLength);
    expect(numbered).toMatch(/-2$/);
    expect(numbered.startsWith(stemOf(long))).toBe(true);
  });
});
