// Command lambda is the function between API Gateway and the database. DATABASE
// says where that is: USER:PASSWORD@tcp(HOST:3306)/NAME, see
// https://github.com/go-sql-driver/mysql#dsn-data-source-name
package main

import (
	"database/sql"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	_ "github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/examples/sqlquery/handlers"
)

func main() {
	db, err := sql.Open("mysql", os.Getenv("DATABASE"))
	if err != nil {
		log.Fatalf("DATABASE: %v", err)
	}
	db.SetMaxOpenConns(1) // a function answers one request at a time
	lambda.Start((&handlers.Table{DB: db}).Serve)
}
