import { ApiError, GatewayError, isProblem, ProblemError } from "@apigen/directory-client";

/** What an error is for the user. */
export function messageOf(error: unknown): string {
  if (isProblem(error, "department-in-use", "location-in-use")) {
    return `${error.problem.title}. Move or delete them first.`;
  }
  if (error instanceof ProblemError) {
    const { title, detail } = error.problem;
    return [title, detail].filter(Boolean).join(": ") || error.message;
  }
  if (error instanceof GatewayError) {
    switch (error.status) {
      case 401:
        return "You are not signed in, or your session has ended.";
      case 403:
        return "The API refuses this page: " + error.message;
      case 429:
        return "There is too much going on right now. Try again in a moment.";
      default:
        return error.message;
    }
  }
  if (error instanceof ApiError) {
    return "The API answered with " + error.message;
  }
  if (error instanceof TypeError) {
    return `The API cannot be reached. Perhaps it is down, or it does not allow pages of ${location.origin}.`;
  }
  return error instanceof Error ? error.message : String(error);
}

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
