import { isProblem, type Client, type Schemas } from "@apigen/directory-client";
import { go, link } from "../router.js";
import { useSession } from "../session.js";
import { Heading } from "../ui/heading.js";
import { useLoad, Waiting } from "../ui/load.js";
import { Remove } from "../ui/remove.js";
import { fullName, statuses } from "./choices.js";
import { Photo } from "./photo.js";

async function load(client: Client, personId: string, signal: AbortSignal) {
  const person = await client.getPerson({ path: { personId } }, { signal });
  const [department, manager] = await Promise.all([
    client.getDepartment({ path: { departmentId: person.departmentId } }, { signal }),
    managerOf(client, person, signal),
  ]);
  return { person, department, manager };
}

/** Somebody's manager, if there is one. */
export async function managerOf(client: Client, { managerId }: { managerId?: string }, signal: AbortSignal) {
  return managerId ? client.getPerson({ path: { personId: managerId } }, { signal }).catch(gone) : undefined;
}

/** A manager who has been deleted since is none. */
function gone(error: unknown): undefined {
  if (!isProblem(error, "person-not-found")) {
    throw error;
  }
}

export function PersonPage({ id }: { id: string }) {
  const { client, announce } = useSession();
  const { value, error, reload } = useLoad((signal) => load(client, id, signal), [id]);
  if (!value) {
    return (
      <>
        <Heading>Person</Heading>
        <Waiting error={error} what="the person" />
      </>
    );
  }
  const { person, department, manager } = value;
  const name = fullName(person);
  return (
    <>
      <Heading
        actions={
          <>
            <a class="button" href={link("people", id, "edit")}>Edit</a>
            <Remove
              name={name}
              remove={() => client.deletePerson({ path: { personId: id } })}
              done={() => {
                announce(`${name} has been deleted.`);
                go("people");
              }}
            />
          </>
        }
      >
        {name}
      </Heading>
      <div class="person">
        <Photo person={person} changed={reload} />
        <dl>
          <Fact name="Job title" value={person.jobTitle} />
          <Fact name="Department" value={<a href={link("departments", department.id)}>{department.name}</a>} />
          <Fact name="Manager" value={manager && <a href={link("people", manager.id)}>{fullName(manager)}</a>} />
          <Fact name="Status" value={statuses[person.status]} />
          <Fact name="E-mail" value={<a href={`mailto:${person.email}`}>{person.email}</a>} />
          {phones(person).map(([kind, number]) => (
            <Fact key={kind} name={`Phone, ${kind}`} value={<a href={`tel:${number}`}>{number}</a>} />
          ))}
          <Fact name="Skills" value={person.skills?.join(", ")} />
          <Fact name="Here since" value={new Date(person.createdAt).toLocaleDateString(undefined, { dateStyle: "long" })} />
        </dl>
      </div>
    </>
  );
}

const phones = (person: Schemas["Person"]) => Object.entries(person.phones ?? {}).sort(([a], [b]) => a.localeCompare(b));

function Fact({ name, value }: { name: string; value?: preact.ComponentChildren }) {
  return value ? (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  ) : null;
}
