// What the domain of the sender asks receivers to do with mail that is not proved to be its own (RFC 7489, RFC 9989).
import { type DeliverabilityCheck, type Doubt, domainOf, fault, type Sending, warning } from '../sending.ts'

export const dmarc: DeliverabilityCheck = {
  name: 'DMARC',
  help: 'The domain of the sender has one valid DMARC record, and our messages pass it by SPF or DKIM (RFC 7489).',
  async run(sending) {
    const { dns, verdicts } = sending
    const domain = domainOf(sending.sender)
    const name = `_dmarc.${domain}`
    const written = await dns.txt(name)
    const records = written.filter(one => /^v\s*=\s*DMARC1\b/i.test(one))
    if (records.length > 1) {
      return [fault('dmarc-several', `${name} has ${records.length} DMARC records, and so none`, 'Leave one')]
    }
    if (records.length === 1 && !/;\s*p\s*=\s*(?:none|quarantine|reject)\b/i.test(records[0] ?? '')) {
      return [
        fault(
          'dmarc-invalid',
          `the record at ${name} has no valid policy: ${records[0]}`,
          'Write v=DMARC1; p=none; or stricter',
        ),
      ]
    }
    if (verdicts.every(({ verdict }) => verdict.dmarc === false || verdict.dmarc.status.result === 'none')) {
      const what = `${domain} has no DMARC record, which large mailbox providers ask for`
      return [warning('dmarc-none', what, `Publish a TXT record at ${name}: v=DMARC1; p=none`)]
    }
    return failing(domain, sending)
  },
}

function failing(domain: string, { verdicts, outgoing, signs }: Sending): Doubt[] {
  if (outgoing.length === 0 && signs === null) return []
  return verdicts.flatMap(({ address, verdict }) => {
    if (verdict.dmarc === false || verdict.dmarc.status.result === 'pass') return []
    const { policy } = verdict.dmarc
    const what = `${domain} asks to ${WORDS[policy] ?? 'count'} our messages from ${address}: neither SPF nor DKIM vouches for it`
    const remedy = `Fix SPF for ${address}, or sign by a key of ${domain}`
    return [policy === 'none' ? warning('dmarc-fail', what, remedy) : fault('dmarc-fail', what, remedy)]
  })
}

const WORDS: Readonly<Record<string, string>> = { reject: 'reject', quarantine: 'quarantine', none: 'report' }
