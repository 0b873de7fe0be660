// Whether a client's certificate bears one of the names that are let in: DNS names, addresses, e-mail addresses and URIs of
// its subject alternative names, each compared as a whole.

/** `subjectAltName` as Node prints it: `DNS:a.example, IP Address:10.0.0.1`; what could be taken for two is in quotes. */
export function hasAllowedName(subjectAltName: string | undefined, allowed: readonly string[]): boolean {
  const names = alternativeNames(subjectAltName ?? '')
  return allowed.some(name => names.has(canonical(name)))
}

const ENTRY = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/gy
const KINDS: ReadonlySet<string> = new Set(['DNS', 'IP Address', 'email', 'URI'])

/** None where the text is not what Node prints: nothing in it is taken for more than it may be. */
function alternativeNames(text: string): ReadonlySet<string> {
  const names = new Set<string>()
  let end = 0
  for (const [whole, kind = '', value = ''] of text.matchAll(ENTRY)) {
    end += whole.length
    const plain = value.startsWith('"') ? String(JSON.parse(value)) : value
    if (KINDS.has(kind)) names.add(kind === 'IP Address' ? canonical(plain) : plain)
  }
  return end === text.length ? names : new Set()
}

/** An IPv6 address in its shortest writing, anything else as it is. */
function canonical(name: string): string {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(name) || !URL.canParse(`http://[${name}]/`)) return name
  return new URL(`http://[${name}]/`).hostname.slice(1, -1)
}
