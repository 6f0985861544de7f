import type { Core } from '@strapi/strapi';
import { secrets, trustedProxies, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Server => {
  const { count, ranges } = trustedProxies(env);
  return {
    // Where proxies are only counted, a client that reaches the port without them can claim any address.
    host: env('HOST', count > 0 ? '127.0.0.1' : '0.0.0.0'),
    port: wholeNumber(env, 'PORT', 1337, [1, 65_535]),
    app: { keys: secrets(env, 'APP_KEYS') },
    // As many addresses as there are proxies are trusted; a client can write the others itself. src/access leaves the one
    // that counts, without its port.
    proxy: { koa: count > 0 || ranges.length > 0, maxIpsCount: ranges.length > 0 ? 1 : count },
  };
};

export default config;
