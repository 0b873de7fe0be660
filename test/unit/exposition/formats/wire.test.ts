import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import protobuf from 'protobufjs'
import { Wire } from '../../../../src/exposition/formats/wire.ts'

const { root } = protobuf.parse(
  `syntax = "proto3";
  message Toy {
    uint64 whole = 1; sint64 signed = 2; double real = 3; string text = 4; Toy inner = 5; repeated sint64 many = 6;
  }`,
)
const Toy = root.lookupType('Toy')

const WHOLE = fc.oneof(
  fc.nat(300),
  fc
    .maxSafeNat()
    .map(value => value / 2)
    .map(Math.floor),
)

const TOY = fc.record({
  whole: WHOLE,
  signed: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer()),
  real: fc.double({ noNaN: true }),
  text: fc.string({ unit: 'binary', maxLength: 300 }),
  many: fc.array(fc.integer(), { maxLength: 40 }),
})

function write(wire: Wire, toy: typeof TOY extends fc.Arbitrary<infer T> ? T : never): void {
  wire.uint(1, toy.whole)
  wire.sint(2, toy.signed)
  wire.double(3, toy.real)
  wire.text(4, toy.text)
  wire.packedSints(6, toy.many)
}

describe('the wire format', () => {
  test('is read by protobufjs as it was meant', () => {
    fc.assert(
      fc.property(TOY, TOY, (outer, inner) => {
        const wire = new Wire()
        write(wire, outer)
        wire.message(5, () => write(wire, inner))
        const read = Toy.toObject(Toy.decode(wire.take()), { longs: Number, arrays: true })
        assert.deepEqual(read, { ...outer, inner: { ...inner } })
      }),
    )
  })

  test('is what protobufjs writes, byte for byte', () => {
    fc.assert(
      fc.property(
        WHOLE,
        fc.integer(),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (whole, signed, text) => {
          const wire = new Wire()
          wire.uint(1, whole)
          wire.sint(2, signed)
          wire.text(4, text)
          const theirs = protobuf.Writer.create()
          theirs.uint32(8).uint64(whole).uint32(16).sint64(signed).uint32(34).string(text)
          assert.deepEqual(wire.take(), Buffer.from(theirs.finish()))
        },
      ),
    )
  })

  test('has each message of a stream behind its length, however long it is', () => {
    for (const length of [0, 1, 120, 130, 16_000, 20_000, 3_000_000]) {
      const wire = new Wire()
      wire.delimited(() => wire.text(4, 'x'.repeat(length)))
      wire.delimited(() => wire.uint(1, 7))
      const reader = protobuf.Reader.create(wire.take())
      const [first, second] = [Toy.decodeDelimited(reader), Toy.decodeDelimited(reader)]
      assert.equal(Reflect.get(first, 'text').length, length)
      assert.equal(Number(Reflect.get(second, 'whole')), 7)
    }
  })

  test('hands over what was written, and begins anew', () => {
    const wire = new Wire()
    wire.uint(1, 7)
    const first = wire.take()
    wire.uint(1, 9)
    assert.deepEqual([first, wire.take()], [Buffer.from([8, 7]), Buffer.from([8, 9])])
  })
})
