import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import { boundConnections, type ConnectionLimits } from '../../../src/web/connections.ts'
import { listen } from '../../../src/web/listen.ts'
import { createWeb } from '../../../src/web/server.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask } from '../../support/web/web-http.ts'

const { views } = await fixture()

/** Connections that say half a request and then nothing; those that are cut count. */
async function crowd(port: number, size: number, text = 'GET / HTTP/1.1\r\nHost: loc') {
  let cut = 0
  const sockets = await Promise.all(
    Array.from(
      { length: size },
      () =>
        new Promise<Socket>(resolve => {
          const socket = connect(port, '127.0.0.1', () => socket.write(text, () => resolve(socket)))
          socket.on('error', () => {})
          socket.on('close', () => {
            cut += 1
          })
        }),
    ),
  )
  return {
    cut: () => cut,
    end: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function bounded(
  limits: Partial<ConnectionLimits>,
  use: (port: number, kept: () => number, underWay: () => number) => Promise<void>,
): Promise<void> {
  let underWay = 0
  const server = createServer((asked, response) => {
    if (asked.url === '/never') {
      underWay += 1
      return
    }
    response.end('fine')
  })
  const kept = boundConnections(server, { all: 20, perAddress: 10, isShared: () => false, ...limits })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    await use((server.address() as AddressInfo).port, kept, () => underWay)
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

/** However busy the machine is; what never comes is the fault of the assertion that follows, or of the time limit of the test. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5))
}

describe('a crowd of slow connections', () => {
  test('of 600 from one address starves neither health nor scrape, not even from there', async () => {
    const web = await listen(createWeb(depsOf(views)), { host: '127.0.0.1', port: 0 })
    const slow = await crowd(web.port, 600)
    try {
      for (let time = 0; time < 20; time += 1) {
        const { taken } = await cpuTime(async () => {
          assert.equal((await ask(`${web.url}healthz`)).status, 200)
          assert.equal((await ask(`${web.url}metrics`)).status, 200)
        })
        assert.ok(taken < 1000, `${taken} ms`)
      }
      assert.ok(slow.cut() >= 600 - 64)
    } finally {
      slow.end()
      await web.close()
    }
  })

  test('is bounded by address: the one that has waited longest makes room', async () => {
    await bounded({}, async (port, kept) => {
      const slow = await crowd(port, 15)
      await until(() => slow.cut() === 5)
      assert.equal(kept(), 10)
      assert.equal((await ask(`http://127.0.0.1:${port}/`)).body, 'fine')
      slow.end()
    })
  })

  test('behind a proxy is bounded in all', async () => {
    await bounded({ isShared: () => true }, async (port, kept) => {
      const slow = await crowd(port, 30)
      await until(() => slow.cut() === 10)
      assert.equal(kept(), 20)
      slow.end()
    })
  })

  test('that send the body of a request one byte at a time make room as well', async () => {
    await bounded({}, async (port, kept) => {
      const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\na'
      const slow = await crowd(port, 10, head)
      await until(() => kept() === 10)
      assert.equal((await ask(`http://127.0.0.1:${port}/`)).body, 'fine')
      slow.end()
    })
  })
})

test('an answer under way is not cut off for a newcomer', async () => {
  await bounded({ perAddress: 3 }, async (port, _kept, underWay) => {
    const pending = [1, 2, 3].map(() => {
      const sent = request({ port, host: '127.0.0.1', path: '/never', agent: false })
      sent.on('error', () => {})
      sent.end()
      return sent
    })
    await Promise.all(pending.map(sent => new Promise(resolve => sent.once('finish', resolve))))
    await until(() => underWay() === 3)
    await assert.rejects(ask(`http://127.0.0.1:${port}/`))
    assert.ok(pending.every(sent => !sent.destroyed))
    for (const sent of pending) sent.destroy()
  })
})
