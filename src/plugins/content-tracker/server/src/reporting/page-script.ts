interface PageScriptPaths {
  /** Path of the route that takes reports, on the host that the script comes from. */
  readonly reports: string;
  /** Path that the script is served at. */
  readonly script: string;
}

/**
 * The script as a browser runs it, classic or as a module, in the syntax of 2019: a function of the two paths.
 * For `compact`, a comment has lines of its own, every statement has its semicolon, and no string holds a space.
 */
const source = `
((reportPath, scriptPath) => {
  const queue = window.contentTracker = window.contentTracker || [];
  // Each tag runs the script. The first run works for all of them.
  if (queue.look) return queue.look();

  // A module is not told its tag.
  const ownTag = document.currentScript ||
    document.querySelector("script[src*='" + scriptPath + "']") || document.querySelector("script[data-endpoint]");
  const urlFrom = (tag) => tag && (tag.dataset.endpoint || tag.src && new URL(reportPath, tag.src));
  const viewOf = ({ type, documentId, locale }) => type && documentId && JSON.stringify({ type, documentId, locale });

  // Of each tag: what it declared at each address, and, as "", what it declares now.
  const declared = new WeakMap();
  // The articles on the screen: view -> its tag; a call has none.
  const shown = new Map();
  // The views that were reported during this visit.
  const reported = new Set();
  const calls = queue.splice(0);
  let address = "";
  let isSamePath;
  let timer;

  const beginVisit = () => {
    shown.clear();
    reported.clear();
  };

  const show = (view, tag) => {
    if (!view) return;
    // Where only the query has changed, another article makes it another page.
    if (isSamePath && !reported.has(view)) beginVisit();
    isSamePath = false;
    shown.set(view, tag);
  };

  const send = (view, tag) => {
    const isGone = tag && (!tag.isConnected || viewOf(tag.dataset) != view);
    if (reported.has(view) || isGone) return;
    try {
      const url = urlFrom(tag) || urlFrom(ownTag);
      if (!url) return;
      reported.add(view);
      // Both outlive the page. Blockers drop every sendBeacon to another host, which is told that all is well.
      if ("keepalive" in Request.prototype) {
        fetch(url, { method: "POST", body: view, keepalive: true, mode: "no-cors" }).catch(() => {});
      } else navigator.sendBeacon(url, view);
    } catch {}
  };

  const report = () => {
    if (document.prerendering || document.visibilityState != "visible") return;
    shown.forEach((tag, view) => send(view, tag));
  };

  const look = queue.look = () => {
    timer = 0;
    // A fragment is a place on the page, unless it is a route.
    const here = location.href.replace(/#(?![/!]).*/, "");
    const isElsewhere = here != address;
    if (isElsewhere) {
      isSamePath = here.replace(/[?][^#]*/, "") == address.replace(/[?][^#]*/, "");
      if (!isSamePath) beginVisit();
      address = here;
    }
    for (const tag of document.scripts) {
      const view = viewOf(tag.dataset);
      const views = declared.get(tag) || {};
      // A merged head keeps the tags of other pages, and does not run a tag again when its page returns.
      if (view && (views[""] != view || isElsewhere && views[here] == view)) {
        views[here] = view;
        show(view, tag);
      }
      views[""] = view;
      declared.set(tag, views);
    }
    // A call replaces those before.
    if (calls.length) shown.forEach((tag, view) => tag || shown.delete(view));
    calls.splice(0).forEach((article) => show(viewOf(Object(article))));
    report();
  };

  // Frameworks change the address and the document in either order, so both are looked at a moment later.
  const lookSoon = () => {
    timer = timer || setTimeout(look);
  };
  queue.push = (...articles) => {
    calls.push(...articles);
    lookSoon();
  };
  (window.navigation || window).addEventListener("currententrychange", lookSoon);
  new MutationObserver(lookSoon).observe(document, {
    subtree: true, childList: true, attributeFilter: ["data-type", "data-document-id", "data-locale"]
  });
  document.addEventListener("visibilitychange", report);
  document.addEventListener("prerenderingchange", report);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) reported.clear();
    look();
  });
  look();
})
`;

/** Names that become one letter each. None of them is the name of a property, nor a word in a string. */
const locals =
  'reportPath scriptPath queue ownTag tag urlFrom viewOf declared shown reported calls address isSamePath timer ' +
  'beginVisit show view send url isGone report here isElsewhere views lookSoon';

const rename = (text: string): string =>
  locals
    .split(' ')
    .reduce(
      (renamed, name, index) => renamed.replace(new RegExp(`\\b${name}\\b`, 'g'), (index + 10).toString(36)),
      text,
    );

/** Without comments, line breaks and most spaces, and with short names. */
const compact = (text: string): string =>
  rename(text.replace(/^\s*\/\/.*$/gm, ''))
    .replace(/\s*\n\s*/g, '')
    .replace(/ ?([=<>!?:|&+]+|[{}(),]) ?/g, '$1')
    .replace(/;\}/g, '}');

/**
 * Makes the script that reports the articles a page shows:
 * `<script async src="https://cms.example.org/content-tracker/read.js" data-type="article" data-document-id="…"
 * data-locale="vi"></script>`.
 *
 * A page declares an article by such a tag, new or with changed attributes, or by calling `contentTracker.push`. Each
 * article is reported once per visit, as soon as the page is visible: a prerendered page or a background tab counts
 * only when a reader looks at it. A visit begins with loading, with another address, and with the return from the
 * back/forward cache. `fetch` with `keepalive` survives the navigation to another page; `sendBeacon` replaces it in
 * browsers that do not know `keepalive`, such as Firefox before 133.
 */
export const pageScript = ({ reports, script }: PageScriptPaths): string =>
  `${compact(source)}(${JSON.stringify(reports)},${JSON.stringify(script)})`;
