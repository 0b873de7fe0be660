// Draws charts in a thread of its own: one takes some 50 ms, in which every page would wait.
import { parentPort } from 'node:worker_threads'
import { renderPng } from './png.ts'

export interface Order {
  id: number
  svg: string
}

/** Null: it could not be drawn. */
export interface Picture {
  id: number
  png: Uint8Array | null
}

parentPort?.on('message', ({ id, svg }: Order) => {
  const picture: Picture = { id, png: drawn(svg) }
  parentPort?.postMessage(picture, [])
})

function drawn(svg: string): Uint8Array | null {
  try {
    return renderPng(svg)
  } catch {
    return null
  }
}
