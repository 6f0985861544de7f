/**
 * The script that a page reports its view with:
 * `<script async src="https://cms.example.org/content-tracker/beacon.js" data-type="article"
 * data-document-id="…" data-locale="vi"></script>`.
 *
 * It waits until the page is seen, so that a prerendered or a background tab counts only once it is looked
 * at, and counts a page that comes back from the back/forward cache as opened again. `sendBeacon` survives
 * the navigation away; `fetch` with `keepalive` stands in where a browser's settings have taken it away.
 * @param path where views are reported, on the host that the script came from
 */
export const beaconScript = (path: string): string =>
  `(()=>{const s=document.currentScript,{type,documentId,locale}=s.dataset,u=new URL(${JSON.stringify(path)},s.src),` +
  `b=JSON.stringify({type,documentId,locale}),` +
  `r=()=>{navigator.sendBeacon&&navigator.sendBeacon(u,b)||fetch(u,{method:"POST",body:b,keepalive:true,mode:"no-cors"}).catch(()=>{})},` +
  `v=()=>{if(document.visibilityState=="visible")r();else document.addEventListener("visibilitychange",v,{once:true})};` +
  `document.prerendering?document.addEventListener("prerenderingchange",v,{once:true}):v();` +
  `addEventListener("pageshow",e=>{e.persisted&&v()})})()`;
