import { GatewayError } from "@apigen/directory-client";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Config } from "./config.js";
import { link, usePlace, type Place } from "./router.js";
import { connect, SessionContext, storedToken, storeToken, type Session } from "./session.js";
import { SignIn } from "./signin.js";
import { PeopleList } from "./people/list.js";
import { EditPerson, NewPerson } from "./people/edit.js";
import { PersonPage } from "./people/person.js";
import { DepartmentList, EditDepartment, NewDepartment } from "./places/departments.js";
import { EditLocation, LocationList, NewLocation } from "./places/locations.js";
import { Heading } from "./ui/heading.js";

const sections = [
  { name: "people", label: "People" },
  { name: "departments", label: "Departments" },
  { name: "locations", label: "Locations" },
] as const;

export function App({ config }: { config: Config }) {
  const [token, setToken] = useState(storedToken);
  const [notice, setNotice] = useState<string>();
  const place = usePlace();
  const page = place.parts.join("/");
  const fresh = useRef(false); // the notice is of this step

  // What has been said is for the page that follows, not for the next ones.
  useEffect(() => {
    if (!fresh.current) {
      setNotice(undefined);
    }
    fresh.current = false;
  }, [page]);

  function change(token: string | undefined, notice?: string) {
    storeToken(token);
    setToken(token);
    setNotice(notice);
  }

  const session = useMemo<Session>(
    () => ({
      client: connect(config),
      ended(error) {
        const over = error instanceof GatewayError && error.status === 401;
        if (over) {
          change(undefined, "You have been signed out: the API did not take your token.");
        }
        return over;
      },
      announce(message) {
        fresh.current = true;
        setNotice(message);
      },
    }),
    [config],
  );

  const section = place.parts[0] ?? "people";
  return (
    <SessionContext.Provider value={session}>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>("h1")?.focus(); }}>
        Skip to the content
      </a>
      <header>
        <a class="brand" href={link("people")}>Company directory</a>
        {token && (
          <nav aria-label="Sections">
            {sections.map((s) => (
              <a key={s.name} href={link(s.name)} aria-current={s.name === section ? "page" : undefined}>{s.label}</a>
            ))}
          </nav>
        )}
        {token && <button type="button" onClick={() => change(undefined, "You are signed out.")}>Sign out</button>}
      </header>
      <main id="main">
        <div role="status" class="notice">{notice && <p>{notice}</p>}</div>
        {token ? (
          <div key={page}>{pageOf(place)}</div>
        ) : (
          <SignIn config={config} done={(token) => change(token)} />
        )}
      </main>
    </SessionContext.Provider>
  );
}

function pageOf({ parts: [section = "people", id, step], query }: Place) {
  switch (section) {
    case "people":
      if (id === undefined) return <PeopleList query={query} />;
      if (id === "new") return <NewPerson />;
      return step === "edit" ? <EditPerson id={id} /> : <PersonPage id={id} />;
    case "departments":
      if (id === undefined) return <DepartmentList />;
      return id === "new" ? <NewDepartment /> : <EditDepartment id={id} />;
    case "locations":
      if (id === undefined) return <LocationList />;
      return id === "new" ? <NewLocation /> : <EditLocation id={id} />;
    default:
      return (
        <>
          <Heading>No such page</Heading>
          <p><a href={link("people")}>Go to the people</a></p>
        </>
      );
  }
}
