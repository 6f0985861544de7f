// The project before it has the plugins: it publishes, keeps a draft, and has a webhook. RECEIVER is its address.
const { createStrapi } = require('@strapi/strapi');

const live = async () => {
  const strapi = await createStrapi().load();
  const stories = strapi.documents('api::story.story');
  const create = (headline, status) => stories.create({ data: { headline, text: 'Text.' }, status });
  const published = await create('Published before the plugins', 'published');
  const draft = await create('A draft before the plugins', 'draft');
  await strapi.get('webhookStore').createWebhook({
    name: 'Site',
    url: process.env.RECEIVER,
    events: ['entry.publish', 'entry.unpublish'],
    headers: {},
    isEnabled: true,
  });
  await strapi.destroy();
  console.log(`RESULT ${JSON.stringify({ published, draft })}`);
};

live().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
