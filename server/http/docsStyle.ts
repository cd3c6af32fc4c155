/** The look of `/docs`: the reader's own fonts, dark or light as they like it, and fit for paper. */
export const docsStyle = `
:root { --ground: #0f1419; --raised: #171e26; --line: #2b3642; --text: #dfe6ee; --dim: #93a1b0; --link: #6cb6ff; --get: #009e73; --post: #e69f00; --delete: #d55e00; }
@media (prefers-color-scheme: light) { :root { --ground: #fff; --raised: #f4f6f8; --line: #d5dce3; --text: #1b242d; --dim: #5b6875; --link: #0b5cad; --get: #00704f; --post: #8a5a00; --delete: #b04500; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); background: var(--ground); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.25rem 1rem 3rem; border-right: 1px solid var(--line); background: var(--raised); font-size: 13px; }
nav ul { list-style: none; margin: 0; padding: 0; } nav > ul > li { margin-bottom: .8rem; } nav > ul > li > a { font-weight: 600; color: var(--text); }
nav ul ul { padding-left: .6rem; } nav ul ul a { display: block; padding: .1rem 0; color: var(--dim); overflow-wrap: anywhere; } nav a:hover { color: var(--link) !important; }
.brand { font-size: 1.1rem; font-weight: 700; margin: 0 0 1rem; } .brand span { color: var(--dim); font-weight: 400; font-size: .8rem; }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 68rem; }
h3, h4, p { overflow-wrap: anywhere; } h1 { font-size: 1.9rem; margin: 0 0 .5rem; } h2 { margin: 3rem 0 .25rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
h3 { font-size: 1rem; margin: 0 0 .4rem; } h4 { font-size: .95rem; margin: 0 0 .2rem; } h3 code, h4 code { font-size: 1rem; font-weight: 600; } section > h3 { margin-top: 2rem; text-transform: capitalize; font-size: 1.1rem; }
article { margin: 1rem 0; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 8px; } article:target { border-color: var(--link); } article > p { margin: .2rem 0 .6rem; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; font-size: 13.5px; } th { text-align: left; font-weight: 600; color: var(--dim); } td, th { padding: .3rem .9rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } tr:last-child td { border-bottom: 0; } td:first-child { min-width: 4.5rem; white-space: nowrap; overflow-wrap: normal; }
pre { margin: .4rem 0; padding: .7rem .9rem; background: var(--raised); border-radius: 6px; overflow: auto; }
summary { cursor: pointer; color: var(--link); } .label { color: var(--dim); margin-bottom: 0 !important; }
.method { display: inline-block; min-width: 4rem; text-align: center; padding: .1rem .5rem; border-radius: 4px; font-size: .75rem; font-weight: 700; border: 1px solid currentColor; } .get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); }
.optional, .open { color: var(--dim); font-size: .8rem; } .open { border: 1px solid var(--line); border-radius: 4px; padding: 0 .4rem; }
@media (max-width: 60rem) { td:first-child { white-space: normal; overflow-wrap: anywhere; } body { display: block; } nav { position: static; height: auto; border: 0; } }
@media print { :root { --ground: #fff; --raised: #f4f4f4; --line: #bbb; --text: #000; --dim: #444; --link: #000; --get: #000; --post: #000; --delete: #000; } body { display: block; font-size: 10pt; } nav { display: none; } main { padding: 0; max-width: none; } article { break-inside: avoid; } }
`;
