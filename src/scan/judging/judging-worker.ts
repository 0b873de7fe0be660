// A thread that looks back upon the courses it is given, one after another.
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../../core/errors.ts'
import type { Judged } from '../drift.ts'
import { type CourseCase, judgeCourse } from './judge.ts'

export interface Question {
  id: number
  given: CourseCase
}

export type Answer = { id: number; judged: Judged } | { id: number; fault: string }

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question), []))

function answerTo({ id, given }: Question): Answer {
  try {
    return { id, judged: judgeCourse(given) }
  } catch (error) {
    return { id, fault: messageOf(error) }
  }
}
