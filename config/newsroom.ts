import type { Core } from '@strapi/strapi';
import { flag, ranges, trustedProxies, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams) => ({
  /** Whether an empty database gets the sample content of `database/seeds` at its first boot. */
  samples: flag(env, 'SAMPLE_CONTENT', true),
  /** Proxies whose word is taken for who asks. */
  proxies: trustedProxies(env),
  /** Addresses of the own network that files may be added from by their URL. */
  uploadAddresses: ranges(env, 'UPLOAD_ALLOWED_ADDRESSES'),
  /** What happens on SIGTERM: how long the port serves on while `/_ready` answers 503, and how long the rest may take. */
  stopping: {
    drainSeconds: wholeNumber(env, 'DRAIN_SECONDS', 0, [0, 600]),
    shutdownSeconds: wholeNumber(env, 'SHUTDOWN_SECONDS', 20, [1, 600]),
  },
});

export default config;
