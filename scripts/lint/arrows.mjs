// Which part may import which: the arrows of docs/architecture.md, as configurations of ESLint.

/** Rooms of a server, from the ground up: a room imports from the floors below its own. */
const floors = {
  'content-tracker': [
    ['time'],
    ['strapi'],
    ['content'],
    ['http', 'ledger'],
    ['publishing', 'queries', 'reporting'],
    ['schedule'],
  ],
  'webhook-delivery': [['signing'], ['endpoints'], ['delivery', 'outbox'], ['admin-api', 'strapi']],
};

/** Folders of a plugin, with how many steps up lead out of it from a file that lies directly in the folder. */
const folders = { 'server/src': 3, 'admin/src': 3, shared: 2 };
const deepest = 3;

/** @param {string[]} files @param {object[]} patterns */
const forbid = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': /** @type {any} */ (['error', { patterns }]) },
});

/** @param {number} steps */
const outOfPlugin = (steps) => ({
  regex: `^(\\.\\./){${steps}}`,
  message:
    'A plugin imports neither from the app nor from another plugin; what both need is in newsroom-plugin-kit.',
});

/** @param {string[]} names */
const rooms = (names) => ({
  regex: `^\\.\\./(${names.join('|')})(/|$)`,
  message: 'Arrows run downward: this room lies on the same floor or above.',
});

/** @param {string} plugin */
const insidePlugin = (plugin) =>
  Object.entries(folders).flatMap(([folder, steps]) =>
    Array.from({ length: deepest }, (_, depth) =>
      forbid(
        [`src/plugins/${plugin}/${folder}${'/*'.repeat(depth)}/*.{ts,tsx}`],
        [outOfPlugin(steps + depth)],
      ),
    ),
  );

const betweenRooms = Object.entries(floors).flatMap(([plugin, levels]) =>
  levels.flatMap((level, index) =>
    level.map((room) =>
      forbid(
        [`src/plugins/${plugin}/server/src/${room}/*.ts`],
        [
          outOfPlugin(4),
          rooms(
            levels
              .slice(index)
              .flat()
              .filter((other) => other !== room),
          ),
        ],
      ),
    ),
  ),
);

export const arrows = [
  forbid(
    ['src/**/*.{ts,tsx}', 'config/**/*.ts'],
    [
      {
        regex: 'plugins/(?!kit/)',
        message: 'The app uses plugins through their services and routes, and only the kit by its path.',
      },
    ],
  ),
  forbid(['src/plugins/**/*.{ts,tsx}'], []),
  ...['content-tracker', 'webhook-delivery'].flatMap(insidePlugin),
  ...betweenRooms,
  {
    files: ['src/**/*.sql.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': /** @type {any} */ ([
        'error',
        {
          patterns: [
            { group: ['@strapi/*'], message: 'SQL modules receive Knex and know nothing of Strapi.' },
          ],
        },
      ]),
    },
  },
];
