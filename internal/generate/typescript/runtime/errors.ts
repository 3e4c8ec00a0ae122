/** One thing wrong with a request. */
export interface Violation {
  /** The place in the JSON body (RFC 6901), e.g. "/address/city". */
  pointer?: string;
  /** The path, query or header parameter, when it is not the body. */
  parameter?: string;
  /** What is wrong there. */
  detail: string;
}

/** A problem as it comes over the wire (RFC 9457, section 3.1). */
export interface ProblemDetails {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  violations?: readonly Violation[];
}

/** The API answered with an error. */
export class ApiError extends Error {
  /** The operation that was called. */
  readonly operation: string;
  /** The answer; its body has been read. */
  readonly response: Response;

  constructor(operation: string, response: Response, message: string) {
    super(message);
    this.name = "ApiError";
    this.operation = operation;
    this.response = response;
  }

  /** The HTTP status. */
  get status(): number {
    return this.response.status;
  }
}

/** The API answered with a problem, declared by the contract or not. */
export class ProblemError<P extends ProblemDetails = ProblemDetails> extends ApiError {
  readonly problem: P;

  constructor(operation: string, response: Response, problem: P) {
    super(operation, response, problem.detail || problem.title || `HTTP ${response.status}`);
    this.name = "ProblemError";
    this.problem = problem;
  }

  /** What tells problems apart: "about:blank" when the status says it all. */
  get type(): NonNullable<P["type"]> | "about:blank" {
    return this.problem.type ?? "about:blank";
  }

  /** What is wrong with the request, each by its place. */
  get violations(): readonly Violation[] {
    return this.problem.violations ?? [];
  }
}

/**
 * API Gateway itself answered, before or instead of the service: no or a bad
 * token (401), no API key (403), a body against its model (400), too many
 * requests (429), a function that failed (502) or took too long (504).
 */
export class GatewayError extends ApiError {
  /**
   * The x-amzn-ErrorType header, e.g. "UnauthorizedException". Browsers show it
   * to pages of the API's own origin only.
   */
  readonly errorType: string | undefined;

  constructor(operation: string, response: Response, message: string) {
    super(operation, response, message);
    this.name = "GatewayError";
    this.errorType = response.headers.get("x-amzn-ErrorType") ?? undefined;
  }
}

/** The error that an answer is, by its body. */
export function errorOf(operation: string, response: Response, body: unknown): ApiError {
  if (isObject(body)) {
    if (mediaType(response) === "application/problem+json") {
      return new ProblemError(operation, response, body as ProblemDetails);
    }
    // Most answers say message; those of some limits say Message.
    const message = "message" in body ? body.message : body.Message;
    if (typeof message === "string" || message === null) {
      return new GatewayError(operation, response, message || `HTTP ${response.status}`);
    }
  }
  return new ApiError(operation, response, `HTTP ${response.status} ${response.statusText}`.trim());
}

function mediaType(response: Response): string {
  const value = response.headers.get("Content-Type") ?? "";
  return (value.split(";", 1)[0] ?? "").trim().toLowerCase();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
