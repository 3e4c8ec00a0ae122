<?php
// The connection to the database, by way of a pool (Amazon RDS Proxy). There is no
// password: a token that lives for 15 minutes stands in its place.
//
// See https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html and
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html

declare(strict_types=1);

final class Database
{
    private ?PDO $connection = null;

    /** Gives the connection. It is kept from one invocation to the next; a token is for connecting alone. */
    public function connection(): PDO
    {
        if ($this->connection !== null) {
            try {
                $this->connection->query('SELECT 1');
                return $this->connection;
            } catch (PDOException $e) { // the pool closed it while the function was asleep
                $this->connection = null;
            }
        }
        $options = [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_EMULATE_PREPARES => false, PDO::ATTR_TIMEOUT => 5];
        if ($ca = getenv('DB_CA')) { // certificates of the pool; AWS takes tokens over TLS alone
            $options[PDO::MYSQL_ATTR_SSL_CA] = $ca;
        }
        $this->connection = new PDO(sprintf(
            'mysql:host=%s;port=%d;dbname=%s;charset=utf8mb4', getenv('DB_HOST'), (int) getenv('DB_PORT'), getenv('DB_NAME'),
        ), getenv('DB_USER'), $this->token(), $options);
        return $this->connection;
    }

    /** Gives a token that is good now: from a file, or made with the credentials of the function's role. */
    private function token(): string
    {
        if ($file = getenv('DB_TOKEN_FILE')) {
            return trim(file_get_contents($file));
        }
        return token(getenv('DB_HOST'), (int) getenv('DB_PORT'), getenv('DB_USER'), time());
    }
}

/** Makes a token: a call of rds-db:connect that is signed (Signature Version 4) and never sent. */
function token(string $host, int $port, string $user, int $now): string
{
    $region = getenv('AWS_REGION');
    $day = gmdate('Ymd', $now);
    $scope = "$day/$region/rds-db/aws4_request";
    $query = [
        'Action' => 'connect',
        'DBUser' => $user,
        'X-Amz-Algorithm' => 'AWS4-HMAC-SHA256',
        'X-Amz-Credential' => getenv('AWS_ACCESS_KEY_ID') . '/' . $scope,
        'X-Amz-Date' => gmdate('Ymd\THis\Z', $now),
        'X-Amz-Expires' => '900',
        'X-Amz-SignedHeaders' => 'host',
    ];
    if ($session = getenv('AWS_SESSION_TOKEN')) {
        $query['X-Amz-Security-Token'] = $session;
    }
    ksort($query);
    $canonical = http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    $request = "GET\n/\n$canonical\nhost:$host:$port\n\nhost\n" . hash('sha256', '');
    $text = "AWS4-HMAC-SHA256\n{$query['X-Amz-Date']}\n$scope\n" . hash('sha256', $request);
    $key = 'AWS4' . getenv('AWS_SECRET_ACCESS_KEY');
    foreach ([$day, $region, 'rds-db', 'aws4_request'] as $part) {
        $key = hash_hmac('sha256', $part, $key, true);
    }
    return "$host:$port/?$canonical&X-Amz-Signature=" . hash_hmac('sha256', $text, $key);
}
