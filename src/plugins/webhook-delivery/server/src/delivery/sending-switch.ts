import type { Core } from '@strapi/strapi';

/** An administrator has made a silent copy send. */
interface Resumption {
  /** The database in which that was decided: a copy of it has to be asked again. */
  readonly databaseId: string;
  /** ISO 8601. */
  readonly at: string;
}

interface Options {
  /** Whether the configuration lets messages be sent. */
  readonly isConfigured: boolean;
  readonly databaseId: () => string;
  readonly now: () => number;
}

/**
 * Whether this newsroom sends messages. The configuration may say no, as it should for a copy of another newsroom's
 * database. Messages are then stored and wait until an administrator resumes sending, which counts for all instances.
 */
export const createSendingSwitch = (strapi: Core.Strapi, { isConfigured, databaseId, now }: Options) => {
  const store = () => strapi.store({ type: 'plugin', name: 'webhook-delivery', key: 'resumption' });

  /** When sending was resumed in this database; `null` if it was not. An import may bring another database's decision. */
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

    /** To be called when a server starts. It forgets a resumption once the configuration lets messages be sent. */
    async start(): Promise<void> {
      if (isConfigured) {
        if (await store().get({})) await store().delete({});
      } else if (!(await resumedAt())) {
        strapi.log.warn(
          'webhook-delivery: the configuration says not to send; messages are stored and wait until an administrator resumes sending on the page Webhook deliveries',
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

export type SendingSwitch = ReturnType<typeof createSendingSwitch>;
