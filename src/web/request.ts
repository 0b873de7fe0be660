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

/** A field of a form; empty where it is absent. */
export function field(request: Request, name: string, longest = 300): string {
  const body: unknown = request.body
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value.slice(0, longest) : ''
}

export function cookie(request: Request, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1] ?? ''
}
