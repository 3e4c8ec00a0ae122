import { constraints, type Schemas } from "@apigen/directory-client";
import { go, link } from "../router.js";
import { useSession } from "../session.js";
import { Field, Form } from "../ui/form.js";
import { Heading } from "../ui/heading.js";
import { List } from "../ui/list.js";
import { useLoad, Waiting } from "../ui/load.js";
import { Remove } from "../ui/remove.js";
import { valuesOf, type Pointer } from "../ui/values.js";

type Body = Schemas["NewLocation"];
type Members = (typeof constraints)["NewLocation"];
const members = constraints.NewLocation;
const fields = [
  "/name", "/address/street", "/address/postalCode", "/address/city", "/address/country", "/position/latitude", "/position/longitude",
] as const satisfies readonly Pointer<Members>[];

export function LocationList() {
  const { client } = useSession();
  return (
    <>
      <Heading actions={<a class="button primary" href={link("locations", "new")}>Add a location</a>}>Locations</Heading>
      <List
        what={["location", "locations"]}
        on={[]}
        load={(cursor, signal) => client.listLocations({ query: { cursor } }, { signal })}
        id={(l) => l.id}
        item={(l) => (
          <div>
            <a href={link("locations", l.id)}>{l.name}</a>
            <span class="quiet">{[l.address.street, l.address.city, l.address.country].join(", ")}</span>
          </div>
        )}
        empty={<p>There are no locations yet.</p>}
      />
    </>
  );
}

export function NewLocation() {
  const { client, announce } = useSession();
  return (
    <>
      <Heading>Add a location</Heading>
      <LocationForm
        initial={{}}
        save="Add the location"
        submit={async (body) => {
          const location = await client.createLocation({ body });
          announce(`${location.name} has been added.`);
          go("locations");
        }}
      />
    </>
  );
}

export function EditLocation({ id }: { id: string }) {
  const { client, announce } = useSession();
  const path = { locationId: id };
  const { value: location, error } = useLoad((signal) => client.getLocation({ path }, { signal }), [id]);
  if (!location) {
    return (
      <>
        <Heading>Location</Heading>
        <Waiting error={error} what="the location" />
      </>
    );
  }
  const done = (what: string) => {
    announce(`${location.name} has been ${what}.`);
    go("locations");
  };
  return (
    <>
      <Heading actions={<Remove name={location.name} remove={() => client.deleteLocation({ path })} done={() => done("deleted")} />}>
        {location.name}
      </Heading>
      <LocationForm
        initial={location}
        save="Save"
        submit={async (body) => {
          await client.replaceLocation({ path, body });
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

function LocationForm({ initial, save, submit }: Props) {
  return (
    <Form<Body> members={members} initial={valuesOf(initial, fields)} save={save} cancel={link("locations")} submit={submit}>
      <Field<Members> at="/name" label="Name" />
      <div class="columns">
        <Field<Members> at="/address/street" label="Street" />
        <Field<Members> at="/address/postalCode" label="Postal code" />
        <Field<Members> at="/address/city" label="City" />
        <Field<Members> at="/address/country" label="Country" hint="Two capital letters, such as AT" />
        <Field<Members> at="/position/latitude" label="Latitude" />
        <Field<Members> at="/position/longitude" label="Longitude" />
      </div>
    </Form>
  );
}
