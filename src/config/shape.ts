import { z } from 'zod';

/** A schema reduced to what reading a file needs: which keys there are, and what type stands where. */
export type Shape = Section | List | Leaf;

export interface Section {
  readonly kind: 'section';
  readonly keys: ReadonlyMap<string, Shape>;
}

export interface List {
  readonly kind: 'list';
  readonly item: Shape;
}

export interface Leaf {
  readonly kind: 'text' | 'number' | 'boolean';
  /** True where an empty text counts as no value. */
  readonly optional: boolean;
}

export function shapeOf(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.ZodDefault) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodOptional) return optional(shapeOf(schema.unwrap()));
  if (schema instanceof z.ZodObject) return sectionOf(schema);
  if (schema instanceof z.ZodArray) return { kind: 'list', item: shapeOf(schema.element) };
  return { kind: leafKind(schema), optional: false };
}

function optional(shape: Shape): Shape {
  return shape.kind === 'section' || shape.kind === 'list' ? shape : { ...shape, optional: true };
}

export function sectionOf(schema: z.ZodObject): Section {
  return {
    kind: 'section',
    keys: new Map(Object.entries(schema.shape).map(([key, inner]) => [key, shapeOf(inner)])),
  };
}

function leafKind(schema: z.core.$ZodType): Leaf['kind'] {
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodLiteral && typeof [...schema.values][0] === 'number') return 'number';
  return 'text';
}
