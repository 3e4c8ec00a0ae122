// Package shop has what the services of the shop speak of. A model that two
// contracts share is one Go type, and the same schema in both documents.
package shop

// An Article is something the shop sells.
type Article struct {
	ID    string `json:"id" pattern:"^[a-z]+(-[a-z]+)*$" example:"green-tea"`
	Name  string `json:"name" example:"Green tea"`
	Price Money  `json:"price"`
}

// Money is an amount of a currency.
type Money struct {
	Cents    int64    `json:"cents" minimum:"0"` // hundredths of the currency
	Currency Currency `json:"currency"`
}

// A Currency is a code of ISO 4217.
type Currency string

// The currencies of the shop.
const (
	Euro  Currency = "EUR"
	Pound Currency = "GBP"
)
