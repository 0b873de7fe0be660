// What is said of a task.
import { Type } from 'typebox'
import { closed, name, origin, text } from '../fields.ts'

/** `variant`: which of several it was done with, as a version, a prompt or the value of a flag. */
const fields = {
  ...origin,
  taskType: name,
  model: Type.Optional(name),
  variant: Type.Optional(name),
  error: Type.Optional(text),
}

/** One for three: data that several events of a row share is looked at once. */
const work = Type.Object(fields, closed)

export const task = {
  'task.queued': work,
  'task.started': work,
  'task.finished': work,
  /** A phantom failure is one whose work was done: only the recording of it failed. */
  'task.failed': Type.Object({ ...fields, phantom: Type.Boolean() }, closed),
  /** An end at this moment, or before, stands no longer: the task was taken up again, or its row says otherwise by now. */
  'task.reopened': Type.Object({}, closed),
  /** Its row is gone from the source, and with it what became of it; so of a claim and of an investment. */
  'task.removed': Type.Object({}, closed),
} as const
