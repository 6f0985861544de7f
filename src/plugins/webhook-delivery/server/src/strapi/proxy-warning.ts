/*
 * Reads `server.proxy.webhooks` and `server.proxy.global`, which Strapi's own runner obeys and this plugin does not.
 *
 * Why: behind a proxy nobody here could check to which address a message is sent.
 * Relies on: the names of these two options. If Strapi renames them, the warning is missing; nothing else changes.
 */
import type { DeliveryContext } from '../delivery-context';

/** Warns if the configuration names a proxy for webhooks: it is not used. */
export const warnAboutProxy = ({ strapi, warn }: DeliveryContext): void => {
  const option = ['webhooks', 'global'].find((name) => strapi.config.get(`server.proxy.${name}`));
  if (option === undefined) return;
  warn(
    `server.proxy.${option} is not used: messages go to their endpoints directly, so that their addresses can be checked`,
  );
};
