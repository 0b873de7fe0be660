// What the messages look like: every kind of email, made of invented alerts, as the reader's program shows it.
import type { Template } from '../../delivery/email/examples/examples.ts'
import type { FrozenMessage } from '../../delivery/outbox/message.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { layout } from '../pages/elements/layout.ts'
import type { Letter } from './rendered-message.ts'

export interface Previewed {
  template: Template
  message: FrozenMessage
  letter: Letter
}

/** `all` for the list beside the one that is shown. */
export function previewPage({ template, message, letter }: Previewed, all: readonly Template[]): string {
  const address = templateAddress(template.name)
  return layout({
    title: `Preview: ${template.name}`,
    section: 'mail',
    body: html`<h1>What the messages look like</h1>
<p class="lead">Invented alerts, in the words and the form of real ones. Nobody is sent anything, and the links lead nowhere.</p>
<ul class="kinds" aria-label="Kinds of message">${all.map(one => html`<li>${kindLink(one, template.name)}</li>`)}</ul>
<section aria-labelledby="kind"><h2 id="kind">${named(template.name)} <span class="count">${template.when}</span></h2>
<dl>
<dt>Subject</dt><dd>${foreign(message.subject, 200)}</dd>
<dt>Preheader</dt><dd>${letter.html === null ? 'none' : foreign(preheaderOf(letter.html), 300)}</dd>
<dt>Size</dt><dd>${sizesOf(message, letter)}</dd>
</dl>
<p><a href="${address}/html">Open alone</a> · <a href="${address}/text">Plain text</a> · <a href="${address}/raw" download>Raw message (.eml)</a></p>
<iframe class="letter tall" src="${address}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The ${named(template.name)} message as it is rendered"></iframe>
<h3>As plain text</h3>
<pre>${letter.text ?? ''}</pre></section>`,
  })
}

export function templateAddress(name: string): string {
  return `/preview/${name}`
}

function kindLink({ name }: Template, shown: string): Html {
  return name === shown
    ? html`<a href="${templateAddress(name)}" aria-current="page">${named(name)}</a>`
    : html`<a href="${templateAddress(name)}">${named(name)}</a>`
}

function named(name: string): string {
  return name.replaceAll('-', ' ')
}

/** What inboxes show beside the subject: the first hidden text. Ours is padded, so that nothing else follows it. */
export function preheaderOf(markup: string): string {
  const hidden = /<div style="display:none[^>]*>([^<]*)<\/div>/.exec(markup)?.[1] ?? ''
  return hidden
    .replace(/(?:&#847;|&zwnj;|&nbsp;)+$/, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function sizesOf({ bytes }: FrozenMessage, { html: markup, text, parts }: Letter): string {
  const pictures = [...parts.values()].reduce((sum, { body }) => sum + body.length, 0)
  const sizes: ReadonlyArray<readonly [string, number]> = [
    ['HTML', Buffer.byteLength(markup ?? '')],
    ['text', Buffer.byteLength(text ?? '')],
    ['pictures', pictures],
  ]
  const inside = sizes.filter(([, size]) => size > 0).map(([name, size]) => `${name} ${kilobytes(size)}`)
  return `${kilobytes(bytes.length)} in all: ${inside.join(', ')}`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
