import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import protobufjs from 'protobufjs'
import { Malformed } from '../../../../src/sources/otlp/model.ts'
import { WireReader } from '../../../../src/sources/otlp/wire.ts'

const writer = (): protobufjs.Writer => protobufjs.Writer.create()

/** As Protocol Buffers write a number of 64 bits. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

describe('a reader of the wire format', () => {
  test('reads every number of 64 bits as the nearest double, of either sign', () => {
    const any = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.constantFrom(0n, 127n, 128n, 2n ** 63n),
    )
    fc.assert(
      fc.property(any, value => {
        assert.equal(new WireReader(varint(value)).uint(), Number(value))
        assert.equal(new WireReader(varint(value)).int(), Number(BigInt.asIntN(64, value)))
        const fixed = Buffer.alloc(8)
        fixed.writeBigUInt64LE(value)
        assert.equal(new WireReader(fixed).fixed64(), Number(value))
        assert.equal(new WireReader(fixed).sfixed64(), Number(BigInt.asIntN(64, value)))
        assert.equal(Object.is(new WireReader(fixed).double(), fixed.readDoubleLE()), true)
      }),
    )
  })

  test('reads fields of a message, and passes over what it is not asked for', () => {
    const inner = writer()
      .uint32(10)
      .string('é')
      .uint32(16)
      .uint32(300)
      .uint32(25)
      .double(1.5)
      .uint32(37)
      .fixed32(7)
    const bytes = writer()
      .uint32(10)
      .bytes(inner.finish())
      .uint32(26)
      .bytes(Buffer.from('beef', 'hex'))
      .finish()
    const reader = new WireReader(bytes)
    const seen: unknown[] = []
    assert.equal(reader.tag(), 10)
    reader.message(tag => {
      if (tag === 10) seen.push(reader.text())
      else {
        seen.push(tag)
        reader.skip(tag)
      }
    })
    assert.equal(reader.tag(), 26)
    assert.equal(reader.hex(), 'beef')
    assert.equal(reader.tag(), 0)
    assert.deepEqual(seen, ['é', 16, 25, 37])
  })

  test('goes beyond the end of no message, and says what is wrong', () => {
    const cases: [number[], (reader: WireReader) => unknown, RegExp][] = [
      [[0x80], reader => reader.uint(), /ends within a number/],
      [[], reader => reader.uint(), /ends within a number/],
      [Array.from({ length: 11 }, () => 0xff), reader => reader.uint(), /more than ten bytes/],
      [[5, 1], reader => reader.text(), /longer than the whole/],
      [
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
        reader => reader.text(),
        /longer than the whole/,
      ],
      [[1, 2, 3], reader => reader.fixed64(), /ends within a number/],
      [[1], reader => reader.tag(), /without a number/],
      [[11], reader => reader.skip(reader.tag()), /a kind that Protocol Buffers do not have/],
      // What lies behind the message is not part of it.
      [[2, 10, 5, 1, 2, 3, 4, 5], reader => reader.message(() => reader.text()), /longer than the whole/],
    ]
    for (const [bytes, read, message] of cases) {
      assert.throws(
        () => read(new WireReader(Uint8Array.from(bytes))),
        (error: unknown) => error instanceof Malformed && message.test(error.message),
        String(bytes),
      )
    }
  })

  test('reads a part of a larger buffer as that part', () => {
    const whole = Uint8Array.from([9, 9, 2, 104, 105, 9])
    assert.equal(new WireReader(whole.subarray(2, 5)).text(), 'hi')
  })
})
