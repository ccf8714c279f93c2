/** How the page of the API looks: the house's neutrals and its one accent, an 8-pixel rhythm, and nothing that moves. */
export const STYLE = `
:root{
  color-scheme:light;--ground:#fbfaf8;--sunken:#f3f1ed;--hairline:#e2dfd9;
  --ink:#1b1d21;--quiet:#5c626b;--accent:#3c5a82
}
@media (prefers-color-scheme:dark){:root{
  color-scheme:dark;--ground:#14161a;--sunken:#0f1114;--hairline:#2b2f36;
  --ink:#eceae5;--quiet:#a0a6b0;--accent:#a9c1e4
}}
*{box-sizing:border-box}
html{scroll-padding-top:24px;-webkit-text-size-adjust:100%}
body{
  margin:0;background:var(--ground);color:var(--ink);
  font:400 15px/24px "Roboto",system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums
}
a{color:var(--accent);text-decoration-color:color-mix(in srgb,currentColor 35%,transparent);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,pre{font-family:"Roboto Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px;line-height:1;overflow-wrap:anywhere}
pre code{line-height:inherit}
p,ul,dl,table,pre,h1,h2,h3,h4{margin:0 0 16px}
h1,h2,h3{letter-spacing:-.01em;text-wrap:balance}
h1{font-size:32px;line-height:40px;font-weight:600}
h2{font-size:22px;line-height:32px;font-weight:600;margin-bottom:8px}
h3{font-size:16px;line-height:24px;font-weight:600;margin-bottom:8px}
h4{font-size:13px;line-height:24px;font-weight:600;color:var(--quiet);margin:24px 0 8px}
main>section{margin-bottom:64px}
main p,.rules dd{max-width:720px}
.lead{font-size:17px;line-height:28px;color:var(--quiet)}
.skip{position:absolute;left:8px;top:-48px;padding:8px 16px;background:var(--ground)}
.skip:focus{top:8px}

.frame{max-width:1200px;margin:0 auto;padding:40px 16px 96px}
main{min-width:0;max-width:848px}
.contents{margin-bottom:40px;border-block:1px solid var(--hairline)}
.contents summary{padding:8px 0;font-weight:600}
.contents ul{list-style:none;padding:0;margin:0 0 16px}
.contents a{display:block;padding:2px 8px;margin-inline:-8px;line-height:20px;color:var(--quiet);text-decoration:none;border-radius:4px;overflow-wrap:anywhere}
.contents a:hover{color:var(--ink);background:var(--sunken)}
.contents a.chapter{color:var(--ink);font-weight:600}
.contents code{font-size:12px}
.method{font-size:12px;font-weight:600;letter-spacing:.04em;color:var(--quiet)}
.contents .method{display:inline-block;width:52px;font-size:10px}
summary{cursor:pointer}

.operation,.schema{padding-top:24px;margin-top:24px;border-top:1px solid var(--hairline)}
.operation h3 a,.schema h3 a{color:inherit;text-decoration:none}
.operation h3 a:hover code,.schema h3 a:hover code{text-decoration:underline}
.operation h3 code,.schema h3 code{font-size:15px;font-weight:600}
.operation h3 .method{margin-right:8px;color:var(--accent)}
.operation:target,.schema:target{border-top-color:var(--accent);box-shadow:inset 0 1px var(--accent)}
.summary{font-size:16px}
.access,.kind,.what span,th span{color:var(--quiet);font-weight:400;font-size:13px}
.access{text-decoration:none}
.access:hover{text-decoration:underline}

pre{padding:12px 16px;background:var(--sunken);border:1px solid var(--hairline);border-radius:6px;line-height:20px;white-space:pre-wrap}
.curl{-webkit-user-select:all;user-select:all}
p code,.rules code{padding:1px 4px;background:var(--sunken);border-radius:3px}

table{width:100%;margin-top:24px;border-collapse:collapse;font-size:14px;line-height:20px}
th,td{text-align:left;vertical-align:baseline;padding:8px 24px 8px 0;border-bottom:1px solid var(--hairline)}
thead th{font-size:13px;font-weight:600;color:var(--quiet);padding-top:0}
tbody th{font-weight:400;width:27%}
tbody td:nth-child(2){width:33%;font-size:13px;color:var(--quiet)}
th:last-child,td:last-child{padding-right:0}

.fields,.forms{list-style:none;padding:0;font-size:14px;line-height:20px}
.fields>li{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);column-gap:24px;padding:8px 0;border-bottom:1px solid var(--hairline)}
.fields>li>.fields,.fields>li>.forms{grid-column:1/-1;margin:8px 0 0;padding-left:16px;border-left:2px solid var(--hairline)}
.fields .fields>li:last-child{border-bottom:0;padding-bottom:0}
.forms .fields{margin:0}
.forms>li+li::before{content:"or";display:block;padding-top:12px;font-size:13px;color:var(--quiet)}
.forms{margin-bottom:16px}
details details{margin-left:16px}
main summary{color:var(--quiet);font-size:13px;margin-bottom:8px}
main summary:hover{color:var(--ink)}

.answers{display:grid;grid-template-columns:56px minmax(0,1fr);row-gap:4px}
.answers dt{font-weight:600}
.answers dd,.rules dd{margin:0}
.answers p{margin-bottom:8px}
.problems{font-size:14px;color:var(--quiet)}
.problems dt{font-weight:400}
.headers{list-style:none;padding:0;margin-bottom:8px;font-size:14px;color:var(--quiet)}
.rules dt{font-weight:600}
.rules dd{margin-bottom:16px}
.index{columns:3;column-gap:24px;list-style:none;padding:0;font-size:14px}
.up{display:inline-block;font-size:13px;margin-top:16px}

@media (min-width:960px){
  .frame{display:grid;grid-template-columns:264px minmax(0,1fr);column-gap:56px;align-items:start;padding-inline:24px}
  .contents{position:sticky;top:0;max-height:100vh;overflow-y:auto;padding:24px 8px;margin:-24px -8px 0;border:0;overscroll-behavior:contain}
  .contents details,.up{display:none}
}
@media (max-width:959.9px){.beside{display:none}}
@media (max-width:640px){
  .frame{padding-top:16px}
  h1{font-size:26px;line-height:32px}
  .lead{font-size:16px;line-height:24px}
  thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  table,tbody,tr,tbody th,tbody td,tbody td:nth-child(2){display:block;width:auto}
  tr{padding:8px 0;border-bottom:1px solid var(--hairline)}
  th,td{padding:0;border:0}
  .fields>li{grid-template-columns:minmax(0,1fr)}
  .answers{grid-template-columns:40px minmax(0,1fr)}
  .index{columns:2}
  pre{padding:8px 12px}
}
@media print{
  :root{color-scheme:light;--ground:#fff;--sunken:#fff;--ink:#000;--quiet:#444;--accent:#000}
  body{font-size:10pt;line-height:14pt}
  .frame{display:block;max-width:none;padding:0}
  .contents,.skip,.up{display:none}
  main{max-width:none}
  main details::details-content{content-visibility:visible;block-size:auto}
  main summary{display:none}
  pre,tr,.fields>li,h3{break-inside:avoid}
  h2,h3,h4{break-after:avoid}
}
`;
