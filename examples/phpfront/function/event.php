<?php
// Requests and answers, to and from the events of an HTTP API (payload 2.0).
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

declare(strict_types=1);

final class Request
{
    public function __construct(
        public readonly string $method,
        public readonly string $path, // below the stage
        public readonly string $base, // the stage's own path, which links begin with
        public readonly array $query,
        public readonly array $form,
        public readonly array $header, // by names in small letters
        public readonly array $cookies,
    ) {
    }

    public static function ofEvent(array $event): self
    {
        $context = $event['requestContext'];
        // The stage $default has no path; that of any other stands before the request's.
        $base = $context['stage'] === '$default' ? '' : '/' . $context['stage'];
        $path = $event['rawPath'];
        if ($base !== '' && str_starts_with($path . '/', $base . '/')) {
            $path = substr($path, strlen($base)) ?: '/';
        } else {
            $base = ''; // a custom domain
        }
        $body = $event['body'] ?? '';
        if ($event['isBase64Encoded'] ?? false) {
            $body = base64_decode($body);
        }
        parse_str($event['rawQueryString'] ?? '', $query);
        $form = [];
        if (str_starts_with($event['headers']['content-type'] ?? '', 'application/x-www-form-urlencoded')) {
            parse_str($body, $form);
        }
        $cookies = [];
        foreach ($event['cookies'] ?? [] as $cookie) {
            [$name, $value] = explode('=', $cookie, 2) + [1 => ''];
            $cookies[$name] = rawurldecode($value);
        }
        return new self($context['http']['method'], $path, $base, $query, $form, $event['headers'] ?? [], $cookies);
    }
}

final class Response
{
    public function __construct(
        public readonly int $status,
        public readonly string $body = '',
        public readonly array $header = [],
        public readonly array $cookies = [],
    ) {
    }

    public static function html(int $status, string $body): self
    {
        return new self($status, $body, ['Content-Type' => 'text/html; charset=utf-8']);
    }

    public function event(): array
    {
        $text = is_text($this->body);
        return [
            'statusCode' => $this->status,
            'headers' => (object) $this->header,
            'cookies' => $this->cookies,
            'body' => $text ? $this->body : base64_encode($this->body),
            'isBase64Encoded' => !$text,
        ];
    }
}

/** Tells whether bytes are UTF-8, which alone fits into JSON. */
function is_text(string $bytes): bool
{
    return preg_match('//u', $bytes) === 1;
}
