// The frame around every page: landmarks, navigation, stylesheet, and nothing from elsewhere.
import { type Child, foreign, html } from '../../../presentation/html.ts'
import { members } from '../sections/members.ts'
import type { NavigationEntry } from '../sections/section.ts'
import { STYLESHEET_URL } from './stylesheet.ts'

export type Section = keyof typeof members

export interface Page {
  title: string
  /** The part of the navigation that it belongs to; null for error pages. */
  section: Section | null
  body: Child
}

const NAVIGATION = Object.entries<NavigationEntry>(members).sort(
  ([, one], [, other]) => one.place - other.place,
)

export function layout({ title, section, body }: Page): string {
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · slowburn</title>
<link rel="stylesheet" href="${STYLESHEET_URL}">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/">slowburn</a>
<nav aria-label="Main">${NAVIGATION.map(([name, { href, label }]) =>
    name === section
      ? html`<a href="${href}" aria-current="page">${label}</a>`
      : html`<a href="${href}">${label}</a>`,
  )}</nav>
</header>
<main id="main" tabindex="-1">
${body}
</main>
<footer>Times are UTC. <a href="/metrics">Metrics</a> <a href="/api/v1/changes">JSON</a> <a href="/readyz">Health</a></footer>
</body>
</html>`}\n`
}

/** A page that says one thing: what went wrong, and what to do; perhaps with a link to do it. */
export function notice(title: string, line: string, link: Child = null): string {
  return layout({
    title,
    section: null,
    body: html`<h1>${title}</h1><p class="lead">${foreign(line, 300)}</p>${link}`,
  })
}
