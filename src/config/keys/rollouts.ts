// What could be rolled back, and how it is shown that it can be: where its artefacts are, and the commands that restore one in rehearsal.
import * as z from 'zod'
import { localPath } from '../../core/options/local-path.ts'
import { duration, name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const MOST_WORDS = 60
const MOST_INVARIANTS = 20

const argv = z
  .array(z.string().min(1).max(1000))
  .min(1)
  .max(MOST_WORDS)
  .describe(
    'A program and its arguments, one by one: no shell reads them. `{version}`, `{from}`, `{to}` and `{digest}` are filled in.',
  )

const artefact = section({
  file: localPath(z.string().min(1))
    .optional()
    .describe('A file, whose SHA-256 is its digest, `/srv/app-{version}.tgz`.'),
  command: argv
    .optional()
    .describe(
      'A command that prints the digest of a version on its first line, or nothing where it is not there.',
    ),
}).refine(
  given => Number(given.file !== undefined) + Number(given.command !== undefined) === 1,
  'needs one of file and command',
)

const invariant = section({
  name: name.describe('What it makes sure of.'),
  run: argv,
})

const rollout = section({
  name: name.describe('Names it in commands, metrics and alerts.'),
  component: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Whose releases; null: those of the whole platform.'),
  environment: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Where; null: releases that name no environment.'),
  artefact: artefact.describe('What is restored.'),
  rehearse: argv,
  invariants: z
    .array(invariant)
    .min(1)
    .max(MOST_INVARIANTS)
    .describe('What must hold once it is restored; each is a command that ends with 0.'),
  rehearse_within: duration.prefault('7d').describe('How old the rehearsal of this pair of versions may be.'),
  look_within: duration.prefault('1d').describe('How old the last look at the artefact may be.'),
  restore_within: duration.prefault('15m').describe('How long restoring may take.'),
  timeout: duration
    .prefault('30m')
    .describe('When a command that has not ended is killed, with all that it has started.'),
  sources: z
    .array(z.string())
    .min(1)
    .nullable()
    .default(null)
    .describe('Sources that must go on bringing facts after a rehearsal; null: all that ever brought any.'),
})

export const rollouts = z
  .array(rollout)
  .default([])
  .describe(
    'What could be rolled back, and how that is rehearsed. Nothing of it is run but by `slowburn rollout look` and `slowburn rollout rehearse`.',
  )

export type RolloutSettings = z.output<typeof rollouts>[number]
