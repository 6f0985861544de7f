import type { Core } from '@strapi/strapi';
import { flag, ranges, trustedProxies, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams) => ({
  /** Whether an empty database gets the sample content of `database/seeds` at its first boot. */
  samples: flag(env, 'SAMPLE_CONTENT', true),
  /** Proxies whose forwarding headers are trusted. */
  proxies: trustedProxies(env),
  /** Addresses and ranges of private networks that editors may add files from. */
  uploadAddresses: ranges(env, 'UPLOAD_ALLOWED_ADDRESSES'),
  /** On SIGTERM: how long the port stays open while `/_ready` answers 503, and how long the rest of the stop may take. */
  stopping: {
    drainSeconds: wholeNumber(env, 'DRAIN_SECONDS', 0, [0, 600]),
    shutdownSeconds: wholeNumber(env, 'SHUTDOWN_SECONDS', 20, [1, 600]),
  },
});

export default config;
