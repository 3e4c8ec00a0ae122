import { constraints, type Constraint } from "@apigen/directory-client";
import { expect, test } from "vitest";
import { bodyOf, demanded, valuesOf } from "../src/ui/values.js";

const person = constraints.NewPerson;
const location = constraints.NewLocation;

test("a body becomes values, and values the body", () => {
  const body = {
    firstName: "Jane",
    skills: ["go", "sql"],
    phones: { office: "1" },
  };
  const pointers = ["/firstName", "/jobTitle", "/skills", "/phones/office", "/phones/mobile"];
  const values = valuesOf(body, pointers);
  expect(values).toEqual({ "/firstName": "Jane", "/jobTitle": "", "/skills": "go, sql", "/phones/office": "1", "/phones/mobile": "" });
  expect(bodyOf(values, person)).toEqual(body);
});

test("empty values are left out, unless they are demanded", () => {
  expect(bodyOf({ "/firstName": " ", "/jobTitle": " ", "/managerId": "" }, person)).toEqual({ firstName: "" });
});

test("numbers are numbers, and what is none goes to the API as it is", () => {
  const values = { "/position/latitude": "38.7", "/position/longitude": "west", "/address/city": "Lisboa" };
  expect(bodyOf(values, location)).toEqual({ position: { latitude: 38.7, longitude: "west" }, address: { city: "Lisboa" } });
  expect(bodyOf({ "/costCenter": "0" }, constraints.NewDepartment)).toEqual({ costCenter: 0 });
});

test("a member of an optional object is demanded once another one is given", () => {
  expect(demanded("/position/latitude", location, { "/position/latitude": "", "/position/longitude": "" })).toBe(false);
  expect(demanded("/position/latitude", location, { "/position/latitude": "", "/position/longitude": "9" })).toBe(true);
  expect(demanded("/address/street", location, {})).toBe(true);
  expect(demanded("/address/postalCode", location, {})).toBe(false);
  expect(demanded("/phones/office", person, {})).toBe(false);
});

test("names with slashes and tildes are unescaped", () => {
  const members: Record<string, Constraint> = { "/a~1b": { type: "object" }, "/a~1b/c~0d": { type: "integer" } };
  expect(bodyOf({ "/a~1b/c~0d": "1" }, members)).toEqual({ "a/b": { "c~d": 1 } });
  expect(valuesOf({ "a/b": { "c~d": 1 } }, ["/a~1b/c~0d"])).toEqual({ "/a~1b/c~0d": "1" });
});
