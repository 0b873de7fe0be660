// A name server on loopback that knows the records it is given, and nothing else.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { type Answer, decode, encode } from 'dns-packet'

/** By name: `TXT` one text a record, `MX` as `10 mail.example.org`, `A`, `AAAA` and `PTR` as they are read. */
export type Zone = Readonly<
  Record<string, Readonly<Partial<Record<'A' | 'AAAA' | 'MX' | 'TXT' | 'PTR', readonly string[]>>>>
>

/** Its address, as `IP:PORT`. What is not in the zone is answered by NXDOMAIN; null is no answer but SERVFAIL. */
export async function startDns(t: Pick<TestContext, 'after'>, zone: Zone | null): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message)
    const [question] = questions
    const { name = '', type = 'A' } = question ?? {}
    const records = zone?.[name.toLowerCase()]
    const rcode = zone === null ? 2 : records === undefined ? 3 : 0
    const texts = records?.[type as 'A'] ?? []
    const answers = texts.map(text => answerOf(name, type as 'A', text))
    socket.send(
      encode({ type: 'response', id: id ?? 0, flags: 0x01_80 | rcode, questions, answers }),
      port,
      address,
    )
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return `127.0.0.1:${socket.address().port}`
}

function answerOf(name: string, type: 'A' | 'AAAA' | 'MX' | 'TXT' | 'PTR', text: string): Answer {
  const of = { name, ttl: 60, class: 'IN' as const }
  if (type === 'TXT') return { ...of, type, data: text.match(/.{1,255}/gs) ?? [''] }
  if (type !== 'MX') return { ...of, type, data: text }
  const [preference = '10', exchange = '.'] = text.split(' ')
  return { ...of, type, data: { preference: Number(preference), exchange } }
}
