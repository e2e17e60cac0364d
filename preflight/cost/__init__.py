"""What a stack costs while nobody calls: parts that are billed for as long as they stand, and their list prices."""
