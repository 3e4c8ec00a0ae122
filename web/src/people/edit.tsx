import { constraints, type Schemas } from "@apigen/directory-client";
import { go, link } from "../router.js";
import { useSession } from "../session.js";
import { Field, Form } from "../ui/form.js";
import { Heading } from "../ui/heading.js";
import { useLoad, Waiting } from "../ui/load.js";
import { valuesOf, type Pointer } from "../ui/values.js";
import { SearchField } from "../ui/search.js";
import { departmentOptions, findManagers, fullName, statusOptions } from "./choices.js";
import { managerOf } from "./person.js";

type Body = Schemas["NewPerson"];
type Members = (typeof constraints)["NewPerson"];
const members = constraints.NewPerson;

const fields = [
  "/firstName", "/lastName", "/email", "/jobTitle", "/departmentId", "/managerId", "/status", "/skills", "/phones/office", "/phones/mobile",
] as const satisfies readonly Pointer<Members>[];

export function NewPerson() {
  const { client, announce } = useSession();
  return (
    <>
      <Heading>Add a person</Heading>
      <PersonForm
        initial={{ status: "active" }}
        save="Add the person"
        cancel={link("people")}
        submit={async (body) => {
          const person = await client.createPerson({ body });
          announce(`${fullName(person)} has been added.`);
          go("people", person.id);
        }}
      />
    </>
  );
}

export function EditPerson({ id }: { id: string }) {
  const { client, announce } = useSession();
  const { value: person, error } = useLoad((signal) => client.getPerson({ path: { personId: id } }, { signal }), [id]);
  return (
    <>
      <Heading>{person ? `Edit ${fullName(person)}` : "Edit a person"}</Heading>
      {person ? (
        <PersonForm
          initial={person}
          save="Save"
          cancel={link("people", id)}
          submit={async (body) => {
            const phones = { ...others(person.phones), ...body.phones };
            const saved = await client.replacePerson({ path: { personId: id }, body: { ...body, phones } });
            announce(`${fullName(saved)} has been saved.`);
            go("people", id);
          }}
        />
      ) : (
        <Waiting error={error} what="the person" />
      )}
    </>
  );
}

/** The phone numbers that the form has no field for. */
function others(phones: Body["phones"] = {}): NonNullable<Body["phones"]> {
  const { office: _, mobile: __, ...rest } = phones;
  return rest;
}

interface Props {
  initial: Partial<Body> & { id?: string };
  save: string;
  cancel: string;
  submit: (body: Body) => Promise<void>;
}

function PersonForm({ initial, save, cancel, submit }: Props) {
  const { client } = useSession();
  const { value: choices, error } = useLoad(
    async (signal) => {
      const [departments, manager] = await Promise.all([departmentOptions(client, signal), managerOf(client, initial, signal)]);
      return { departments, manager };
    },
    [],
  );
  if (!choices) {
    return <Waiting error={error} what="the departments" />;
  }
  return (
    <Form<Body> members={members} initial={valuesOf({ ...initial, managerId: choices.manager?.id }, fields)} save={save} cancel={cancel} submit={submit}>
      <div class="columns">
        <Field<Members> at="/firstName" label="First name" />
        <Field<Members> at="/lastName" label="Last name" />
        <Field<Members> at="/email" label="E-mail" />
        <Field<Members> at="/jobTitle" label="Job title" />
        <Field<Members> at="/departmentId" label="Department" options={choices.departments} />
        <SearchField<Members>
          at="/managerId"
          label="Manager"
          chosen={choices.manager && fullName(choices.manager)}
          find={(q, signal) => findManagers(client, q, signal, initial.id)}
        />
        <Field<Members> at="/status" label="Status" options={statusOptions} />
        <Field<Members> at="/skills" label="Skills" hint="Separated by commas" />
        <Field<Members> at="/phones/office" label="Office phone" />
        <Field<Members> at="/phones/mobile" label="Mobile phone" />
      </div>
    </Form>
  );
}
