type Json = Readonly<Record<string, unknown>>;
export function eventSchemas(components: Readonly<Record<string, Json>>): Readonly<Record<string, Json>>;
