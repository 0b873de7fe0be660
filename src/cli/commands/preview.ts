// `slowburn preview`: what the messages look like, made of invented alerts. Needs no service and sends nothing.

import { Command } from 'commander'
import type { CliCommand } from '../command.ts'
import { columns } from '../terminal/columns.ts'

interface PreviewOptions {
  html?: true
  text?: true
  eml?: true
  list?: true
}

export const previewCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('preview')
    .description('print an e-mail of a kind, made of an invented alert')
    .argument('[template]', 'its kind, as --list names it', 'level')
    .option('--text', 'its plain text (default)')
    .option('--html', 'its HTML, with the pictures in it, to be opened in a browser')
    .option('--eml', 'the whole message, to be opened in a mail program')
    .option('--list', 'list the kinds')
    .addHelpText(
      'after',
      `
Examples:
  $ slowburn preview --list
  $ slowburn preview resolved
  $ slowburn preview slope --html > slope.html
  $ slowburn preview weekly --eml > weekly.eml`,
    )
    .action((template: string, options: PreviewOptions) => preview(template, options))
}

async function preview(name: string, { html, text: plain, eml, list }: PreviewOptions): Promise<void> {
  if ([html, plain, eml, list].filter(given => given === true).length > 1) {
    throw new Error('give one of --text, --html, --eml and --list')
  }
  // Loaded here, so that other commands need not wait for what draws charts.
  const [{ TEMPLATES }, { readLetter }] = await Promise.all([
    import('../../delivery/email/examples/examples.ts'),
    import('../../web/mailbox/rendered-message.ts'),
  ])
  if (list === true) {
    process.stdout.write(
      columns(
        ['KIND', 'WHEN'],
        TEMPLATES.map(one => [one.name, one.when]),
      ),
    )
    return
  }
  const template = TEMPLATES.find(one => one.name === name)
  if (template === undefined)
    throw new Error(`there is no ${JSON.stringify(name)}. See slowburn preview --list`)
  const { bytes, subject } = template.render()
  const letter = readLetter(bytes)
  const lines = (part: string | null): string => (part ?? '').replaceAll('\r\n', '\n')
  if (eml === true) process.stdout.write(bytes)
  else if (html === true) process.stdout.write(withPictures(lines(letter.html), letter.parts))
  else process.stdout.write(`Subject: ${subject}\n\n${lines(letter.text).trimEnd()}\n`)
}

/** A file of its own: each picture where it is shown. */
function withPictures(
  markup: string,
  parts: ReadonlyMap<string, { contentType: string; body: Buffer }>,
): string {
  let whole = markup
  for (const [cid, { contentType, body }] of parts) {
    whole = whole.replaceAll(`cid:${cid}`, `data:${contentType};base64,${body.toString('base64')}`)
  }
  return whole
}
