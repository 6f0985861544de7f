// What the admin routes answer, as JSON. The server's controllers and the admin page share these types, so that neither
// can change an answer alone. Moments are ISO 8601 in UTC.

/** Every answer stands under `data`. */
export interface Data<T> {
  readonly data: T;
}

/** Where a delivery stands: `server/src/states.ts` says who moves it. */
export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'cancelled';

/** Which messages an endpoint gets, among the events that it has subscribed to. */
export interface Scope {
  /** Whether it gets events of published content only, in bodies without drafts. */
  readonly publishedOnly: boolean;
  /** Uids of content types; `null` means all. */
  readonly types: readonly string[] | null;
  /** Codes of locales; `null` means all. Content without a locale belongs to every one. */
  readonly locales: readonly string[] | null;
  /** Whether it gets events of the media library. Files may belong to drafts. */
  readonly media: boolean;
}

/** The types and locales that a scope can name. */
export interface ScopeOptions {
  readonly types: readonly { readonly uid: string; readonly name: string }[];
  readonly locales: readonly { readonly code: string; readonly name: string }[];
}

/** An endpoint: a webhook of Settings → Webhooks, or one that is held. */
export interface Endpoint {
  /** The endpoint's key: it stays the same over an export and import. */
  readonly id: number;
  /** The row of the webhook in Settings → Webhooks; `null` if there is none of this name and URL. */
  readonly webhook: number | null;
  readonly name: string;
  readonly url: string;
  /** Names of the events that it has subscribed to. */
  readonly events: readonly string[];
  readonly isEnabled: boolean;
  readonly scope: Scope;
  /**
   * Why nothing is sent to it: `uncertain`, if an import has left it open which webhook it is; `lost`, if there is no
   * webhook of its name and URL; `null`, if it is not held.
   */
  readonly heldBecause: 'uncertain' | 'lost' | null;
  readonly failingSince: string | null;
  /** When the plugin switched it off; `null` while it is switched on. */
  readonly switchedOffAt: string | null;
  /** `gone`: it answered 410. */
  readonly switchedOffBecause: 'failing' | 'gone' | null;
  readonly isSecretShown: boolean;
  /** Until then the former secret signs too. */
  readonly formerSecretUntil: string | null;
  /** How many of its deliveries wait. */
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
  readonly oldestPendingAt: string | null;
}

export interface EndpointsMeta {
  /** How long the former secret signs too after a rotation. */
  readonly rotationHours: number;
  /** Whether this newsroom sends: a silent copy of another one does not. */
  readonly isSending: boolean;
  /** When an administrator made a silent copy send; `null` if this is none, or if it is still silent. */
  readonly resumedAt: string | null;
  /** How many deliveries wait, over all endpoints. */
  readonly waiting: number;
  readonly offered: ScopeOptions;
}

/** `GET /endpoints` */
export interface Endpoints extends Data<readonly Endpoint[]> {
  readonly meta: EndpointsMeta;
}

/** `GET /failing`, for the widget of the home page. */
export interface Health {
  /** How many endpoints need attention: they fail, were switched off for failing, or are held. */
  readonly failing: number;
  /** How many endpoints there are. */
  readonly endpoints: number;
  readonly isSending: boolean;
}

/** What a message is about, in words for people. */
export interface Summary {
  /** The title of the entry, or the name of the file. */
  readonly title: string | null;
  /** The singular name of the content type. */
  readonly model: string | null;
  readonly locale: string | null;
}

/** A message on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  /** The endpoint's key. */
  readonly endpoint: number;
  /** The header `webhook-id`. */
  readonly messageId: string;
  readonly event: string;
  readonly about: Summary;
  readonly state: DeliveryState;
  /** How many attempts were made, including those before it was sent again by hand. */
  readonly attempts: number;
  readonly madeAt: string;
  /** When the next attempt is due; `null` unless the delivery is pending. */
  readonly dueAt: string | null;
  readonly finishedAt: string | null;
  /** The HTTP status of the last attempt. */
  readonly lastStatus: number | null;
  /** Why the last attempt got no response. */
  readonly lastProblem: string | null;
}

/** `GET /deliveries` */
export interface Deliveries extends Data<readonly Delivery[]> {
  readonly meta: {
    readonly pagination: { readonly start: number; readonly limit: number; readonly total: number };
  };
}

/** The result of sending once; `POST /endpoints/:id/test` answers it. */
export interface AttemptResult {
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** Why there was no response, in a few words. */
  readonly problem: string | null;
  readonly durationMs: number;
  /** The first 2 KB of the response's body, as text. */
  readonly answer: string;
}

export interface Attempt extends AttemptResult {
  readonly at: string;
}

/** `GET /deliveries/:id` and `POST /deliveries/:id/again`: a delivery with its body and its attempts. */
export interface DeliveryDetails extends Delivery {
  /** The body as it is sent: JSON. */
  readonly body: string;
  /** The newest attempts first, at most 100. */
  readonly history: readonly Attempt[];
}

/** `POST /endpoints/:id/again` */
export interface SentAgain {
  /** How many messages are sent again. */
  readonly messages: number;
}

/** `POST /resumption` */
export interface Resumed {
  readonly isSending: true;
}

/** `POST /endpoints/:id/secret`: the secret, or `null` if it has been shown before. */
export interface RevealedSecret {
  readonly secret: string | null;
}

/** `POST /endpoints/:id/secret/rotation`: the new secret. */
export interface RotatedSecret {
  readonly secret: string;
}
