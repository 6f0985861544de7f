/**
 * Makes the script with which a page reports its view:
 * `<script async src="https://cms.example.org/content-tracker/beacon.js" data-type="article"
 * data-document-id="…" data-locale="vi"></script>`.
 *
 * It waits until the page is visible, so that a prerendered page or a background tab counts only when a reader looks at
 * it. A page that returns from the back/forward cache counts as opened again. `sendBeacon` survives the navigation to
 * another page; `fetch` with `keepalive` replaces it where a browser's settings have removed it.
 * @param path of the route that takes reports, on the host that the script comes from
 */
export const beaconScript = (path: string): string =>
  `(()=>{const s=document.currentScript,{type,documentId,locale}=s.dataset,u=new URL(${JSON.stringify(path)},s.src),` +
  `b=JSON.stringify({type,documentId,locale}),` +
  `r=()=>{navigator.sendBeacon&&navigator.sendBeacon(u,b)||fetch(u,{method:"POST",body:b,keepalive:true,mode:"no-cors"}).catch(()=>{})},` +
  `v=()=>{if(document.visibilityState=="visible")r();else document.addEventListener("visibilitychange",v,{once:true})};` +
  `document.prerendering?document.addEventListener("prerenderingchange",v,{once:true}):v();` +
  `addEventListener("pageshow",e=>{e.persisted&&v()})})()`;
