import { summaryOf } from '../../../src/plugins/webhook-delivery/server/src/admin-api/summary';

describe('the summary of a message in the list of deliveries', () => {
  it.each([
    ['{"model":"article","entry":{"title":"Chợ nổi","locale":"vi"}}', 'Chợ nổi', 'article', 'vi'],
    ['{"model":"author","entry":{"name":"Nguyễn Hương","slug":"x"}}', 'Nguyễn Hương', 'author', null],
    ['{"media":{"name":"lua.jpg"}}', 'lua.jpg', null, null],
    ['{"entry":{"title":"  ","slug":"lua"}}', 'lua', null, null],
    ['{"entry":null}', null, null, null],
    ['[1]', null, null, null],
    ['not JSON', null, null, null],
    [
      '{"uid":"api::story.story","entry":{"section":"Sport","title":"x","headline":"Chợ nổi"}}',
      'Chợ nổi',
      null,
      null,
    ],
  ])('%s', async (body, title, model, locale) => {
    expect(await summaryOf(body, async () => 'headline')).toEqual({ title, model, locale });
  });

  it('keeps titles short', async () => {
    const body = JSON.stringify({ entry: { title: 'a'.repeat(500) } });
    expect((await summaryOf(body, async () => 'title')).title).toHaveLength(200);
  });
});
