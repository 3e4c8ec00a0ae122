import type { operations, RequestOf, Schemas } from "@apigen/directory-client";
import { useEffect, useState } from "preact/hooks";
import { keepQuery, link } from "../router.js";
import { useSession } from "../session.js";
import { Heading } from "../ui/heading.js";
import { List } from "../ui/list.js";
import { useLoad, useSettled } from "../ui/load.js";
import { departmentOptions, fullName, locationOptions, statuses, statusOptions } from "./choices.js";

type Query = NonNullable<RequestOf<operations["listPersonnel"]>["query"]>;

const sorts: Record<NonNullable<Query["sort"]>, string> = {
  lastName: "Name, A to Z",
  "-lastName": "Name, Z to A",
  createdAt: "Oldest first",
  "-createdAt": "Newest first",
};
const sortOptions = Object.entries(sorts).map(([value, label]) => ({ value, label }));

const filters = ["q", "department", "location", "status", "sort"] as const;
type Filters = Partial<Record<(typeof filters)[number], string>>;

export function PeopleList({ query }: { query: URLSearchParams }) {
  const { client } = useSession();
  const [chosen, setChosen] = useState<Filters>(() => Object.fromEntries(filters.map((f) => [f, query.get(f) ?? undefined])));
  const q = useSettled(chosen.q?.trim() ?? "", 250);
  const { value: choices } = useLoad(
    async (signal) => ({
      departments: await departmentOptions(client, signal),
      locations: await locationOptions(client, signal),
    }),
    [],
  );
  const departments = new Map(choices?.departments.map((d) => [d.value, d.label]));
  const asked = { ...chosen, q };
  const filtered = Boolean(q || chosen.department || chosen.location || chosen.status);
  useEffect(() => keepQuery(asked), [q, chosen]);

  const set = (name: keyof Filters) => (value: string) => setChosen((c) => ({ ...c, [name]: value || undefined }));
  return (
    <>
      <Heading actions={<a class="button primary" href={link("people", "new")}>Add a person</a>}>People</Heading>
      <form class="filters" role="search" onSubmit={(e) => e.preventDefault()}>
        <div class="field wide">
          <label for="q">Search</label>
          <input id="q" type="search" maxLength={100} autocomplete="off" value={chosen.q ?? ""} onInput={(e) => set("q")(e.currentTarget.value)} />
        </div>
        <Choice id="department" label="Department" value={chosen.department} any="All departments" options={choices?.departments} set={set("department")} />
        <Choice id="location" label="Location" value={chosen.location} any="All locations" options={choices?.locations} set={set("location")} />
        <Choice id="status" label="Status" value={chosen.status} any="Any status" options={statusOptions} set={set("status")} />
        <Choice id="sort" label="Order" value={chosen.sort ?? "lastName"} options={sortOptions} set={set("sort")} />
      </form>
      <List
        what={["person", "people"]}
        on={[q, chosen.department, chosen.location, chosen.status, chosen.sort]}
        load={(cursor, signal) => client.listPersonnel({ query: { ...given(asked), cursor } as Query }, { signal })}
        id={(p) => p.id}
        item={(p) => <PersonItem person={p} department={departments.get(p.departmentId)} />}
        empty={
          filtered ? (
            <p>Nobody matches. Try another word, or fewer filters.</p>
          ) : (
            <p>
              Nobody is here yet. A person works in a department, and a department sits at a location: begin with{" "}
              <a href={link("locations", "new")}>a location</a>.
            </p>
          )
        }
      />
    </>
  );
}

function PersonItem({ person, department }: { person: Schemas["Person"]; department?: string }) {
  return (
    <>
      <div>
        <a href={link("people", person.id)}>{fullName(person)}</a>
        <span class="quiet">{[person.jobTitle, department].filter(Boolean).join(", ")}</span>
      </div>
      {person.status !== "active" && <span class="badge">{statuses[person.status]}</span>}
    </>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value?: string;
  /** What no choice is called. */
  any?: string;
  options?: readonly { value: string; label: string }[];
  set: (value: string) => void;
}

function Choice({ id, label, value = "", any, options = [], set }: ChoiceProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(e) => set(e.currentTarget.value)}>
        {any && <option value="">{any}</option>}
        {options.map((o) => <option key={o.value} value={o.value} selected={o.value === value}>{o.label}</option>)}
      </select>
    </div>
  );
}

/** The filters that are set. */
function given(all: Filters): Filters {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}
