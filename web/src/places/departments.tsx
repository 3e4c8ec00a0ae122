import { constraints, type Schemas } from "@apigen/directory-client";
import { locationOptions } from "../people/choices.js";
import { go, link } from "../router.js";
import { useSession } from "../session.js";
import { Field, Form } from "../ui/form.js";
import { Heading } from "../ui/heading.js";
import { List } from "../ui/list.js";
import { useLoad, Waiting } from "../ui/load.js";
import { Remove } from "../ui/remove.js";
import { valuesOf, type Pointer } from "../ui/values.js";

type Body = Schemas["NewDepartment"];
type Members = (typeof constraints)["NewDepartment"];
const members = constraints.NewDepartment;
const fields = ["/name", "/locationId", "/costCenter"] as const satisfies readonly Pointer<Members>[];

export function DepartmentList() {
  const { client } = useSession();
  return (
    <>
      <Heading actions={<a class="button primary" href={link("departments", "new")}>Add a department</a>}>Departments</Heading>
      <List
        what={["department", "departments"]}
        on={[]}
        load={(cursor, signal) => client.listDepartments({ query: { cursor } }, { signal })}
        id={(d) => d.id}
        item={(d) => (
          <div>
            <a href={link("departments", d.id)}>{d.name}</a>
            {d.costCenter && <span class="quiet">Cost center {d.costCenter}</span>}
          </div>
        )}
        empty={<p>There are no departments yet. A department sits at <a href={link("locations")}>a location</a>.</p>}
      />
    </>
  );
}

export function NewDepartment() {
  const { client, announce } = useSession();
  return (
    <>
      <Heading>Add a department</Heading>
      <DepartmentForm
        initial={{}}
        save="Add the department"
        submit={async (body) => {
          const department = await client.createDepartment({ body });
          announce(`${department.name} has been added.`);
          go("departments");
        }}
      />
    </>
  );
}

export function EditDepartment({ id }: { id: string }) {
  const { client, announce } = useSession();
  const path = { departmentId: id };
  const { value: department, error } = useLoad((signal) => client.getDepartment({ path }, { signal }), [id]);
  if (!department) {
    return (
      <>
        <Heading>Department</Heading>
        <Waiting error={error} what="the department" />
      </>
    );
  }
  const done = (what: string) => {
    announce(`${department.name} has been ${what}.`);
    go("departments");
  };
  return (
    <>
      <Heading
        actions={<Remove name={department.name} remove={() => client.deleteDepartment({ path })} done={() => done("deleted")} />}
      >
        {department.name}
      </Heading>
      <DepartmentForm
        initial={department}
        save="Save"
        submit={async (body) => {
          await client.putDepartment({ path, body });
          done("saved");
        }}
      />
    </>
  );
}

interface Props {
  initial: Partial<Body>;
  save: string;
  submit: (body: Body) => Promise<void>;
}

function DepartmentForm({ initial, save, submit }: Props) {
  const { client } = useSession();
  const { value: locations, error } = useLoad((signal) => locationOptions(client, signal), []);
  if (!locations) {
    return <Waiting error={error} what="locations" />;
  }
  return (
    <Form<Body> members={members} initial={valuesOf(initial, fields)} save={save} cancel={link("departments")} submit={submit}>
      <Field<Members> at="/name" label="Name" />
      <Field<Members> at="/locationId" label="Location" options={locations} />
      <Field<Members> at="/costCenter" label="Cost center" />
    </Form>
  );
}
