import type { Core } from '@strapi/strapi';
import { flag } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams) => ({
  /** Whether an empty database gets the sample content of `database/seeds` at its first boot. */
  samples: flag(env, 'SAMPLE_CONTENT', true),
});

export default config;
