import type { Core } from '@strapi/strapi';
import { flag, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams) => ({
  /** Whether an empty database gets the sample content of `database/seeds` at its first boot. */
  samples: flag(env, 'SAMPLE_CONTENT', true),
  /** What happens on SIGTERM: how long the port serves on while `/_ready` answers 503, and how long the rest may take. */
  stopping: {
    drainSeconds: wholeNumber(env, 'DRAIN_SECONDS', 0, [0, 600]),
    shutdownSeconds: wholeNumber(env, 'SHUTDOWN_SECONDS', 20, [1, 600]),
  },
});

export default config;
