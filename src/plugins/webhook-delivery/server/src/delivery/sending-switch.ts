import type { Core } from '@strapi/strapi';

/** That somebody had a silent copy speak: in which database, and when (ISO 8601). */
interface Resumption {
  readonly databaseId: string;
  readonly at: string;
}

interface Options {
  /** Whether the configuration has messages sent. */
  readonly isConfigured: boolean;
  readonly databaseId: () => string;
  readonly now: () => number;
}

/**
 * Whether messages are sent from here. Where the configuration says no, as for a copy of another newsroom's database,
 * they are stored and wait until somebody has them sent; all instances hear of it.
 */
export const createSending = (strapi: Core.Strapi, { isConfigured, databaseId, now }: Options) => {
  const store = () => strapi.store({ type: 'plugin', name: 'webhook-delivery', key: 'resumption' });

  /** When sending was resumed here; `null` where it was not. An import brings that of another database. */
  const resumedAt = async (): Promise<string | null> => {
    const resumption = (await store().get({})) as Resumption | null;
    return resumption?.databaseId === databaseId() ? resumption.at : null;
  };

  return {
    isConfigured,
    resumedAt,

    async isOn(): Promise<boolean> {
      return isConfigured || (await resumedAt()) !== null;
    },

    /** A copy of a database that sends has to be asked again. */
    async start(): Promise<void> {
      if (isConfigured) {
        if (await store().get({})) await store().delete({});
      } else if (!(await resumedAt())) {
        strapi.log.warn(
          'webhook-delivery: nothing is sent, as the configuration says; messages are stored and wait until somebody resumes sending on the page Webhook deliveries',
        );
      }
    },

    async resume(): Promise<void> {
      const value: Resumption = { databaseId: databaseId(), at: new Date(now()).toISOString() };
      await store().set({ value });
      strapi.log.info('webhook-delivery: sending was resumed');
    },
  };
};

export type Sending = ReturnType<typeof createSending>;
