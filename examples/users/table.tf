# The table is no part of the API, so it stands beside what apigen stack writes.
resource "aws_dynamodb_table" "users" {
  name         = "AppDummy"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "UserId"

  attribute {
    name = "UserId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}
