// A page that needs nothing beside itself: no server, no script, no other file.
import { type Child, type Html, html } from '../../../presentation/html.ts'
import { STYLESHEET } from './stylesheet.ts'

export interface Standalone {
  title: string
  /** Beyond the stylesheet that all pages have. */
  style: Html
  main: Child
  footer: string
}

export function standalonePage({ title, style, main, footer }: Standalone): string {
  const stylesheet = Buffer.from(STYLESHEET).toString('base64')
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · slowburn</title>
<link rel="stylesheet" href="data:text/css;base64,${stylesheet}">
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
<footer>${footer}</footer>
</body>
</html>`
  return `${page}\n`
}
