// Reads what an address carries; whatever cannot be read falls back, so that no address is an error.
import type { Request } from 'express'

/** A part of the path, decoded. */
export function parameter(request: Request, name: string): string {
  const value = request.params[name]
  return typeof value === 'string' ? value : ''
}

/** The id of a series in the path: digits only; null for anything else. */
export function identifier(request: Request): number | null {
  const id = parameter(request, 'id')
  return /^\d{1,15}$/.test(id) ? Number(id) : null
}

export function text(request: Request, name: string, longest: number): string {
  const value = request.query[name]
  return typeof value === 'string' ? value.slice(0, longest) : ''
}

/** A whole number from 0 to `most`; `fallback` where it is absent or unreadable. */
export function count(request: Request, name: string, fallback: number, most: number): number {
  const value = text(request, name, 20)
  return /^\d+$/.test(value) ? Math.min(Number(value), most) : fallback
}
