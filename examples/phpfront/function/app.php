<?php
// The web site: notes that everybody may leave.

declare(strict_types=1);

require_once __DIR__ . '/event.php';
require_once __DIR__ . '/database.php';

$database = new Database();

/** Shows the page, with what a visitor should know at its top. */
function page(Database $database, Request $request, int $status = 200, string $notice = ''): Response
{
    $text = fn (string $raw): string => htmlspecialchars($raw, ENT_QUOTES);
    $notes = '';
    foreach ($database->connection()->query('SELECT author, note FROM notes ORDER BY id DESC LIMIT 50') as $row) {
        $notes .= "<li><b>{$text($row['author'])}</b> {$text($row['note'])}</li>\n";
    }
    return Response::html($status, <<<HTML
        <!doctype html>
        <title>Notes</title>
        <link rel="stylesheet" href="{$request->base}/assets/style.css">
        <p>{$text($notice)}</p>
        <form method="post" action="{$request->base}/notes">
        <input name="author" value="{$text($request->cookies['author'] ?? '')}" required> <input name="note" required> <button>Leave a note</button>
        </form>
        <ul>
        {$notes}</ul>
        HTML);
}

return function (Request $request) use ($database): Response {
    switch ("$request->method $request->path") {
        case 'GET /':
            return page($database, $request);
        case 'POST /notes':
            $author = trim($request->form['author'] ?? '');
            $note = trim($request->form['note'] ?? '');
            if ($author === '' || $note === '' || strlen($author) > 100 || strlen($note) > 1000) {
                return page($database, $request, 400, 'A note wants an author and a text.');
            }
            $database->connection()->prepare('INSERT INTO notes (author, note) VALUES (?, ?)')->execute([$author, $note]);
            return new Response(303, '', ['Location' => $request->base . '/'], ['author=' . rawurlencode($author) . '; Path=/; HttpOnly; SameSite=Lax']);
        case 'GET /favicon.ico':
            return new Response(204);
    }
    return Response::html(404, '<!doctype html><title>Not found</title><p>There is no such page.</p>');
};
