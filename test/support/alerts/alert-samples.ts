// The invented alerts that previews show, for tests.
export * from '../../../src/delivery/email/examples/samples.ts'
