package api

import (
	"time"
)

// What moves a boat.
type Kind string

const (
	KindSail  Kind = "sail"
	KindOars  Kind = "oars"
	KindMotor Kind = "motor"
)

// A boat as its owner describes it.
type NewBoat struct {
	_      struct{}      `additionalProperties:"false"`
	Name   string        "json:\"name\" minLength:\"1\" maxLength:\"60\" pattern:\"^[A-Za-z \\\"`]+$\""
	Kind   Kind          `json:"kind"`
	Length float64       `json:"length,omitempty" exclusiveMinimum:"0"`
	Seats  int32         `json:"seats,omitempty" default:"4"`
	Built  string        `json:"built,omitempty" format:"date"`
	Owner  *NewBoatOwner `json:"owner,omitempty"`
	Tender *NewBoat      `json:"tender,omitempty"`
}

type Boat struct {
	Name        string           "json:\"name\" minLength:\"1\" maxLength:\"60\" pattern:\"^[A-Za-z \\\"`]+$\""
	Kind        Kind             `json:"kind"`
	Length      float64          `json:"length,omitempty" exclusiveMinimum:"0"`
	Seats       int32            `json:"seats,omitempty" default:"4"`
	Built       string           `json:"built,omitempty" format:"date"`
	Owner       *BoatOwner       `json:"owner,omitempty"`
	Tender      *NewBoat         `json:"tender,omitempty"`
	BoatID      string           `json:"boatId" format:"uuid" readOnly:"true"`
	BookedFrom  time.Time        `json:"bookedFrom"`
	BookedUntil time.Time        `json:"bookedUntil,omitzero"`
	Photo       []byte           `json:"photo,omitempty"`
	Notes       []BoatNotesItem  `json:"notes,omitempty" minItems:"1"`
	Berths      map[string]int64 `json:"berths,omitempty"`
}

type BoatList []Boat

type Failure struct {
	Message string `json:"message"`
}

type Nothing struct {
	_ struct{} `title:"Nothing at all"`
}

type Price struct {
	Euros float64 `json:"euros,omitempty" format:""`
}

type NewBoatOwner struct {
	Mail  string `json:"mail" format:"email"`
	Phone string `json:"phone,omitempty"`
}

type BoatOwner struct {
	Mail  string `json:"mail" format:"email"`
	Phone string `json:"phone,omitempty"`
}

type BoatNotesItem string

const (
	BoatNotesItemFast       BoatNotesItem = "fast"
	BoatNotesItemDry        BoatNotesItem = "dry"
	BoatNotesItemOldButSafe BoatNotesItem = "old, but safe"
)
