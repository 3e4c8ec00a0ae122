import { constraints, items, type Client, type Schemas } from "@apigen/directory-client";

export const statuses: Record<Schemas["Status"], string> = {
  active: "Active",
  "on-leave": "On leave",
  left: "Left",
};

export const statusOptions = constraints.NewPerson["/status"].enum.map((value) => ({ value, label: statuses[value] }));

const most = { query: { limit: 100 } };

export const fullName = (p: Schemas["Person"]) => `${p.firstName} ${p.lastName}`;

/** All departments and locations, as a select shows them. */
export async function departmentOptions(client: Client, signal: AbortSignal) {
  const all = await collect(items(client.listDepartments, most, { signal }));
  return all.map((d) => ({ value: d.id, label: d.name }));
}

export async function locationOptions(client: Client, signal: AbortSignal) {
  const all = await collect(items(client.listLocations, most, { signal }));
  return all.map((l) => ({ value: l.id, label: `${l.name}, ${l.address.city}` }));
}

/** The people whose names hold a text and who may be somebody's manager: the first few. */
export async function findManagers(client: Client, q: string, signal: AbortSignal, except?: string) {
  const page = await client.listPersonnel({ query: { ...(q && { q }), limit: 10 } }, { signal });
  const matches = page.items
    .filter((p) => p.id !== except && p.status !== "left")
    .map((p) => ({ value: p.id, label: fullName(p), detail: p.jobTitle ?? p.email }));
  return { matches, more: page.next !== undefined };
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) {
    all.push(one);
  }
  return all;
}
